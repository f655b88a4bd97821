import { defineConfig } from '@playwright/test'
import { chromiumProgram, desktop } from './test/e2e/runtimes'

const seconds = 1000

export default defineConfig({
  testDir: 'test/e2e',
  testMatch: '*.spec.ts',
  outputDir: '.test/e2e',
  // Two cores: a second window would take the time of the first one's training.
  workers: 1,
  fullyParallel: false,
  timeout: 120 * seconds,
  globalTimeout: 15 * 60 * seconds,
  expect: { timeout: 15 * seconds },
  reporter: [['list'], ['json', { outputFile: '.test/e2e.json' }]],
  projects: [
    ...(chromiumProgram() === null ? [] : [{ name: 'chromium' }]),
    ...(desktop() === null ? [] : [{ name: 'electron' }])
  ]
})
