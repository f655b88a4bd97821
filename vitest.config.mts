import vue from '@vitejs/plugin-vue'
import { defineConfig } from 'vitest/config'

export default defineConfig({
  plugins: [vue()],
  test: {
    include: ['test/{unit,integration,security}/**/*.test.ts'],
    // Native addons keep state per process and may end it; a process per file keeps one file's fault to itself.
    pool: 'forks',
    maxWorkers: 2,
    // A training on two slow cores is the longest test.
    testTimeout: 60_000,
    hookTimeout: 120_000,
    teardownTimeout: 10_000,
    coverage: {
      provider: 'v8',
      // What runs in the tests' own process. The engine and the trainer mostly run in the commands that tests start.
      include: ['{db,preload}/**/*.ts', 'main/{api,cli,interchange}/**/*.ts', 'renderer/**/*.{ts,vue}'],
      // 55.0 % were measured, most of the rest being commands and pages that only other processes run.
      thresholds: { lines: 54 },
      reporter: ['text-summary'],
      reportsDirectory: '.test/coverage'
    }
  }
})
