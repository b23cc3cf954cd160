/** Shows what is being done. */
export interface Progress {
  /** Replaces what is shown. */
  show(doing: string): void;
  /** Removes what is shown. */
  clear(): void;
}

/** One line that is written over, with the seconds since it appeared; nothing where nobody looks. */
export function createProgress(stream: NodeJS.WriteStream): Progress {
  if (!stream.isTTY) return { show: () => undefined, clear: () => undefined };
  let timer: NodeJS.Timeout | undefined;
  const clear = () => {
    if (timer === undefined) return;
    clearInterval(timer);
    timer = undefined;
    stream.write("\r\u001b[K");
  };
  const show = (doing: string) => {
    clear();
    const start = Date.now();
    const draw = () => {
      const text = `${doing} … ${Math.round((Date.now() - start) / 1000)} s`;
      stream.write(`\r\u001b[K${text.slice(0, stream.columns - 1)}`);
    };
    draw();
    timer = setInterval(draw, 1000);
    timer.unref();
  };
  return { show, clear };
}
