import tseslint from "typescript-eslint";

export default tseslint.config(
  { ignores: [".gen/", "build/", "cdktf.out/", "node_modules/"] },
  ...tseslint.configs.strict,
  {
    rules: {
      eqeqeq: "error",
      "no-console": "error",
      "no-restricted-imports": [
        "error",
        {
          paths: [
            { name: "@cdktf/provider-aws", message: "Import @cdktf/provider-aws/lib/<resource>: the whole is 362 MB." },
          ],
        },
      ],
      "@typescript-eslint/consistent-type-imports": "error",
      "@typescript-eslint/no-extraneous-class": "off",
      // `const { unwanted, ...rest } = object` is how a key is left out.
      "@typescript-eslint/no-unused-vars": ["error", { ignoreRestSiblings: true }],
      // Constructs are made for their effect on the scope.
      "no-new": "off",
    },
  },
  {
    // Runs as it is in Lambda, as CommonJS; what it prints is its log.
    files: ["src/architectures/*/document-processor/*.js"],
    rules: { "@typescript-eslint/no-require-imports": "off", "no-console": "off" },
  },
);
