import vue from '@vitejs/plugin-vue'
import { defineConfig } from 'vitest/config'

export default defineConfig({
  plugins: [vue()],
  test: {
    include: ['test/{unit,integration,security}/**/*.test.ts'],
    // Native addons keep state per process and may end it; a process per file keeps one file's fault to itself.
    pool: 'forks',
    // One more than CI's cores: what starts trainings and stops them waits for a third of its time.
    maxWorkers: 3,
    // A training on two slow cores is the longest test.
    testTimeout: 60_000,
    hookTimeout: 120_000,
    teardownTimeout: 10_000,
    coverage: {
      provider: 'v8',
      include: ['{main,db,preload}/**/*.ts', 'renderer/**/*.{ts,vue}', 'scripts/**/*.mjs'],
      reporter: ['text-summary'],
      reportsDirectory: '.test/coverage'
    }
  }
})
