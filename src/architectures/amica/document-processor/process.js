// What happens to one document: its text is found, cut into chunks that overlap, and written as JSON lines.
"use strict";

/** Characters of a chunk, and of its end that the next one repeats, so that no sentence is lost between two. */
const CHUNK = 2000;
const OVERLAP = 200;

const PLAIN = /\.(txt|md|csv|json|html?)$/i;
const SCANNED = /\.(pdf|png|jpe?g|tiff?)$/i;

/** Cuts text into chunks, at white space where there is some in the second half of a chunk. */
function chunk(text) {
  const chunks = [];
  const whole = text.replace(/\r\n?/g, "\n").trim();
  let from = 0;
  while (from < whole.length) {
    const limit = Math.min(from + CHUNK, whole.length);
    const space = limit < whole.length ? whole.slice(from, limit).search(/\s\S*$/) : -1;
    const to = space > CHUNK / 2 ? from + space : limit;
    chunks.push(whole.slice(from, to).trim());
    if (to === whole.length) break;
    from = to - OVERLAP;
  }
  return chunks.filter((each) => each !== "");
}

/** Text of a document in a bucket: as it stands, or as Textract reads it (pictures, and PDFs of one page). */
async function textOf({ store, reader }, bucket, key) {
  if (PLAIN.test(key)) return store.read(bucket, key);
  if (SCANNED.test(key)) return (await reader.lines(bucket, key)).join("\n");
  throw new Error(`${key}: got a file that is no text, picture or PDF; convert it before it is uploaded`);
}

/** Works on one object. Returns where its chunks are. */
async function processObject(services, bucket, key) {
  const chunks = chunk(await textOf(services, bucket, key));
  if (chunks.length === 0) throw new Error(`${key}: got no text; look whether the document is readable`);
  const target = `chunks/${key.replace(/^uploads\//, "")}.jsonl`;
  const lines = chunks.map((text, index) => JSON.stringify({ source: key, index, text }));
  await services.store.write(bucket, target, `${lines.join("\n")}\n`);
  return { target, chunks: chunks.length };
}

module.exports = { chunk, processObject };
