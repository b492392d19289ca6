// Run in a fresh process: prints how long one bundle takes to import, in milliseconds.
const before = performance.now();
require(process.argv[2]);
const taken = performance.now() - before;
process.stdout.write(String(taken), () => process.exit(0));
