// Runs before anything else, in whatever Node was found: our sources are TypeScript, which an older Node cannot even read.
const [major, minor] = process.versions.node.split(".").map(Number);
if (major < 22 || (major === 22 && minor < 18)) {
  console.error(
    `cannot start: Node ${process.versions.node} is too old. Run "npm install" and then "npm start": it brings Node 24 along on Linux x64; elsewhere install Node 24`,
  );
  process.exit(1);
}
// Stripping the types of some hundred files takes a second: Node keeps the result for the next start.
require("node:module").enableCompileCache?.();
