import { createProgress } from "../../src/cli/progress";

function streamOf(isTTY: boolean) {
  let written = "";
  const stream = { isTTY, columns: 20, write: (text: string) => void (written += text) };
  return { stream: stream as unknown as NodeJS.WriteStream, written: () => written };
}

test("writes nothing where nobody looks", () => {
  const { stream, written } = streamOf(false);
  const progress = createProgress(stream);
  progress.show("planning");
  progress.clear();
  expect(written()).toBe("");
});

test("writes one line over and over, cut to the terminal, and removes it", () => {
  jest.useFakeTimers();
  const { stream, written } = streamOf(true);
  const progress = createProgress(stream);
  progress.show("planning many stacks");
  jest.advanceTimersByTime(2000);
  progress.clear();
  progress.clear();
  jest.useRealTimers();
  const lines = written().split("\r\u001b[K");
  expect(lines).toEqual(["", "planning many stack", "planning many stack", "planning many stack", ""]);
});

test("tells the seconds", () => {
  jest.useFakeTimers();
  const { stream, written } = streamOf(true);
  const progress = createProgress(stream);
  progress.show("planning");
  jest.advanceTimersByTime(3000);
  progress.clear();
  jest.useRealTimers();
  expect(written()).toContain("planning … 3 s");
});
