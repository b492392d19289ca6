import { createHash } from "node:crypto";

/** A message attribute as the JSON protocol carries it; binary values are base64. */
export type MessageAttribute = { DataType: string; StringValue?: string; BinaryValue?: string };
export type MessageAttributes = { [name: string]: MessageAttribute };

/** The digest of a body, with which SDKs check what they sent and received. */
export function md5OfBody(body: string): string {
  return createHash("md5").update(body).digest("hex");
}

/** The digest of attributes in SQS's own encoding, undefined for none. */
export function md5OfAttributes(attributes: MessageAttributes): string | undefined {
  const names = Object.keys(attributes).sort();
  if (names.length === 0) return undefined;
  const hash = createHash("md5");
  for (const name of names) {
    const { DataType = "", StringValue = "", BinaryValue } = attributes[name] ?? {};
    const isBinary = DataType.startsWith("Binary");
    hash.update(withLength(Buffer.from(name)));
    hash.update(withLength(Buffer.from(DataType)));
    hash.update(Buffer.from([isBinary ? 2 : 1]));
    hash.update(withLength(isBinary ? Buffer.from(BinaryValue ?? "", "base64") : Buffer.from(StringValue)));
  }
  return hash.digest("hex");
}

function withLength(bytes: Buffer): Buffer {
  const length = Buffer.alloc(4);
  length.writeUInt32BE(bytes.length);
  return Buffer.concat([length, bytes]);
}
