// The function's own code, with a bucket and a Textract of the test's.
interface Services {
  readonly store: {
    read(bucket: string, key: string): Promise<string>;
    write(bucket: string, key: string, body: string): Promise<void>;
  };
  readonly reader: { lines(bucket: string, key: string): Promise<readonly string[]> };
}

const { chunk, processObject } = jest.requireActual<{
  chunk(text: string): string[];
  processObject(services: Services, bucket: string, key: string): Promise<{ target: string; chunks: number }>;
}>("../../../src/architectures/amica/document-processor/process.js");

const long = Array.from({ length: 1500 }, (_, index) => `word${index}`).join(" ");

test("no word is lost between two chunks, and none is longer than a model takes", () => {
  const chunks = chunk(long);
  expect(chunks.length).toBeGreaterThan(3);
  for (const each of chunks) expect(each.length).toBeLessThanOrEqual(2000);
  const words = new Set(chunks.flatMap((each) => each.split(" ")));
  for (const word of long.split(" ")) expect(words).toContain(word);
  // The end of one is the beginning of the next.
  expect(chunks[1]).toContain(chunks[0]?.slice(-50));
});

test("text without spaces is cut all the same, short text is one chunk, and nothing is none", () => {
  expect(chunk("x".repeat(5000)).join("").length).toBeGreaterThanOrEqual(5000);
  expect(chunk(" one\r\ntwo ")).toEqual(["one\ntwo"]);
  expect(chunk(" \n ")).toEqual([]);
});

function services(files: Record<string, string>, lines: readonly string[] = []) {
  const written: Record<string, string> = {};
  return {
    written,
    store: {
      read: (bucket: string, key: string) => Promise.resolve(files[`${bucket}/${key}`] ?? ""),
      write: (bucket: string, key: string, body: string) => {
        written[`${bucket}/${key}`] = body;
        return Promise.resolve();
      },
    },
    reader: { lines: () => Promise.resolve(lines) },
  };
}

test("text is taken as it stands, and its chunks are lines of JSON beside it", async () => {
  const given = services({ "b/uploads/notes.md": "# Notes" });
  expect(await processObject(given, "b", "uploads/notes.md")).toEqual({ target: "chunks/notes.md.jsonl", chunks: 1 });
  expect(given.written).toEqual({
    "b/chunks/notes.md.jsonl": '{"source":"uploads/notes.md","index":0,"text":"# Notes"}\n',
  });
});

test("a picture is read by Textract", async () => {
  const given = services({}, ["Dear Sir,", "thank you"]);
  await processObject(given, "b", "uploads/letters/1.PDF");
  expect(given.written["b/chunks/letters/1.PDF.jsonl"]).toContain('"text":"Dear Sir,\\nthank you"');
});

test("what can't be read fails with its name, so that it waits in the queue, and nothing is written", async () => {
  const given = services({});
  await expect(processObject(given, "b", "uploads/film.mp4")).rejects.toThrow(
    "uploads/film.mp4: got a file that is no text",
  );
  await expect(processObject(given, "b", "uploads/empty.txt")).rejects.toThrow("uploads/empty.txt: got no text");
  expect(given.written).toEqual({});
});
