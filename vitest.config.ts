import { defineConfig } from "vitest/config";

/**
 * The journeys that run a second time, where everything deployed has another name: those that cross most of what can be
 * named, or all of them, which takes as long as the first time.
 */
const renamedJourneys = ["plain-case", "return-and-dispute", "stall-and-redrive"].map(
  (name) => `test/journeys/${name}.test.ts`,
);
const journeys = process.env.RENAMED === "all" ? ["test/journeys/**/*.test.ts"] : renamedJourneys;

export default defineConfig({
  test: {
    reporters: ["default", "./test/closing-line.ts"],
    testTimeout: 60_000,
    hookTimeout: 60_000,
    pool: "forks",
    maxWorkers: 2,
    globalSetup: "./test/shared-app.ts",
    projects: [
      {
        extends: true,
        test: {
          name: "app",
          include: ["test/**/*.test.ts"],
          exclude: ["test/renamed/**"],
          provide: { renamed: false },
        },
      },
      {
        extends: true,
        test: {
          name: "renamed",
          include: ["test/renamed/**/*.test.ts", ...journeys],
          // Synthesizes in a process of its own, under the usual names.
          exclude: ["test/journeys/restart.test.ts"],
          provide: { renamed: true },
        },
      },
    ],
  },
});
