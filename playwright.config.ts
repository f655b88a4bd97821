import { defineConfig } from '@playwright/test'

const second = 1000
const minute = 60 * second

export default defineConfig({
  testDir: 'test/e2e',
  testMatch: '*.spec.ts',
  outputDir: '.test/e2e',
  forbidOnly: true,
  // A page and a window beside each other; two windows would take the keyboard from one another.
  workers: 2,
  timeout: 3 * minute,
  globalTimeout: 15 * minute,
  expect: { timeout: 15 * second },
  reporter: [['list'], ['json']],
  // `npm test` says which of the two this machine has, and where.
  projects: [
    // The pages are the same; a real window runs each main flow, not every variation of it. It comes first: begun last,
    // its one worker would go on alone for two minutes.
    { name: 'electron', testIgnore: 'hot-reload.spec.ts', grepInvert: /@chromium/, workers: 1 },
    // The demo is trained in the window alone: two of it at once keep both cores busy for four minutes.
    { name: 'chromium', testIgnore: 'desktop.spec.ts', grepInvert: /@electron/, fullyParallel: true }
  ]
})
