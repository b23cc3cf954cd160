// The function as Lambda calls it: events of S3, with the SDK that is part of Lambda's Node.js.
"use strict";

const { GetObjectCommand, PutObjectCommand, S3Client } = require("@aws-sdk/client-s3");
const { DetectDocumentTextCommand, TextractClient } = require("@aws-sdk/client-textract");
const { processObject } = require("./process");

const s3 = new S3Client({});
const textract = new TextractClient({});

const services = {
  store: {
    read: async (Bucket, Key) => (await s3.send(new GetObjectCommand({ Bucket, Key }))).Body.transformToString(),
    write: (Bucket, Key, Body) =>
      s3.send(new PutObjectCommand({ Bucket, Key, Body, ContentType: "application/jsonl; charset=utf-8" })),
  },
  reader: {
    lines: async (Bucket, Name) => {
      const { Blocks = [] } = await textract.send(
        new DetectDocumentTextCommand({ Document: { S3Object: { Bucket, Name } } }),
      );
      return Blocks.filter(({ BlockType }) => BlockType === "LINE").map(({ Text }) => Text);
    },
  },
};

exports.handler = async ({ Records }) => {
  for (const { s3: event } of Records) {
    // S3 writes keys as forms do.
    const key = decodeURIComponent(event.object.key.replace(/\+/g, " "));
    console.log({ message: "processed", key, ...(await processObject(services, event.bucket.name, key)) });
  }
};
