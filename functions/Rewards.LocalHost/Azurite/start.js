"use strict";
// Runs Azurite for as long as the process that started it: stdin closes when that one stops, crashes or is killed.
// A terminal sends Ctrl+C to the whole process group; here it is ignored, so that the parent can finish its work
// on the storage before the storage goes.
let shutDown = () => process.exit(0);
const once = process.once.bind(process);
process.once = (event, listener) => {
  if (event !== "SIGINT") {
    return once(event, listener);
  }
  shutDown = listener;
  return process;
};
process.on("SIGINT", () => {});

process.stdin.on("close", () => {
  if (process.argv.includes("--inMemoryPersistence")) {
    process.exit(0);
  }
  setTimeout(() => process.exit(0), 3000).unref();
  shutDown();
});
process.stdin.on("error", () => {});
process.stdin.resume();

require("azurite/dist/src/azurite.js");
