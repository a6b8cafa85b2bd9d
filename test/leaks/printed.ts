/** Everything this process writes to its terminal while `work` runs. */
export async function printedDuring(work: () => Promise<void>): Promise<Buffer> {
  const printed: Buffer[] = [];
  const streams = [process.stdout, process.stderr];
  const originals = streams.map((stream) => stream.write.bind(stream));
  const record = (chunk: string | Uint8Array): boolean => {
    printed.push(Buffer.from(chunk));
    return true;
  };
  for (const stream of streams) stream.write = record;
  try {
    await work();
  } finally {
    streams.forEach((stream, index) => {
      const original = originals[index];
      if (original !== undefined) stream.write = original;
    });
  }
  return Buffer.concat(printed);
}
