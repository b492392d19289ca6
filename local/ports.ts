import { createServer, type RequestListener } from "node:http";

/** A loopback port that is taken; what answers there may come later. */
export interface OpenPort {
  /** `http://127.0.0.1:3000` */
  url: string;
  serve(listener: RequestListener): void;
  /** Takes no more connections and ends those that are open. */
  close(): void;
}

/**
 * Opens an HTTP port on the loopback interface, any free one for 0. Throws an Error in one line when it is taken;
 * `option` is how to choose another.
 */
export function openPort(port: number, option: string): Promise<OpenPort> {
  const server = createServer();
  // Clients keep connections for the pauses between cases; closing one under a request would be an error nobody made.
  server.keepAliveTimeout = 0;
  // What is not HTTP at all never becomes a request; it still gets an answer.
  server.on("clientError", (error: NodeJS.ErrnoException, socket) => {
    const status = error.code === "HPE_HEADER_OVERFLOW" ? "431 Request Header Fields Too Large" : "400 Bad Request";
    if (socket.writable) socket.end(`HTTP/1.1 ${status}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`);
  });
  return new Promise((resolve, reject) => {
    server.once("error", (error: NodeJS.ErrnoException) => reject(inOneLine(error, port, option)));
    server.listen(port, "127.0.0.1", () => {
      const address = server.address();
      const opened = typeof address === "object" && address !== null ? address.port : port;
      resolve({
        url: `http://127.0.0.1:${opened}`,
        serve: (listener) => void server.on("request", listener),
        close() {
          server.close();
          server.closeAllConnections();
        },
      });
    });
  });
}

function inOneLine(error: NodeJS.ErrnoException, port: number, option: string): Error {
  if (error.code === "EADDRINUSE") return new Error(`port ${port} is taken: choose another with ${option} <number>`);
  if (error.code === "EACCES") return new Error(`port ${port} is not for you: choose one above 1023 with ${option}`);
  return new Error(`port ${port} cannot be opened: ${error.message}`);
}
