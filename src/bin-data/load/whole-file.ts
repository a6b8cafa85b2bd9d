/** A file as one buffer that threads can share. */
export async function readWhole(
  chunks: AsyncIterable<Uint8Array>,
  bytesTotal: number,
): Promise<Uint8Array<SharedArrayBuffer>> {
  const bytes = new Uint8Array(new SharedArrayBuffer(bytesTotal));
  let position = 0;
  for await (const chunk of chunks) {
    bytes.set(chunk, position);
    position += chunk.length;
  }
  return bytes;
}
