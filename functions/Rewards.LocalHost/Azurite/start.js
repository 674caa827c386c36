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

// In memory each queue message is an extent of its own, and once a minute Azurite sweeps those of deleted messages, one by
// one, each in time proportional to their number: after some ten thousand messages it answers nobody for 15 s. At once
// they take milliseconds.
const MemoryExtentStore = require("azurite/dist/src/common/persistence/MemoryExtentStore.js").default;
MemoryExtentStore.prototype.deleteExtents = async function (extents) {
  for (const id of extents) {
    if (this.chunks.get(this.categoryName, id)) {
      this.chunks.delete(this.categoryName, id);
    }
  }
  const all = this.metadataStore.db.getCollection(this.metadataStore.EXTENTS_COLLECTION);
  all.chain().where((extent) => extents.has(extent.id)).remove();
  return extents.size;
};

require("azurite/dist/src/azurite.js");
