import vue from '@vitejs/plugin-vue'
import { defineConfig } from 'vitest/config'

const testsIn = (folder: string): string => `test/${folder}/**/*.test.ts`
const computing = ['integration', 'unit/engine', 'unit/export', 'unit/import']

export default defineConfig({
  plugins: [vue()],
  test: {
    projects: [
      {
        extends: true,
        // TensorFlow keeps state per process and may end it; a process per file keeps one file's fault to itself.
        test: { name: 'computing', include: computing.map(testsIn), isolate: true }
      },
      {
        extends: true,
        // What loads no TensorFlow shares its processes, which takes 59 s instead of 87.
        test: {
          name: 'plain', include: ['unit', 'security'].map(testsIn), exclude: computing.map(testsIn), isolate: false
        }
      }
    ],
    pool: 'forks',
    maxWorkers: 2,
    // A training on two slow cores is the longest test.
    testTimeout: 60_000,
    hookTimeout: 120_000,
    teardownTimeout: 10_000,
    coverage: {
      provider: 'v8',
      // What runs in the tests' own process. The engine and the trainer mostly run in the commands that tests start.
      include: ['{charts,db,preload}/**/*.ts', 'main/{api,cli,interchange}/**/*.ts', 'renderer/**/*.{ts,vue}'],
      // 55.0 % were measured, most of the rest being commands and pages that only other processes run.
      thresholds: { lines: 54 },
      reporter: ['text-summary'],
      reportsDirectory: '.test/coverage'
    }
  }
})
