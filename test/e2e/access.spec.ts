/**
 * What everyone needs of every page: reachable by keyboard, readable aloud and in both themes, nothing cut off at any
 * size; and its picture in both themes at three sizes.
 */
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import type { Page } from '@playwright/test'
import type { AxeResults, RunOptions } from 'axe-core'
import { pageNames, pathOf } from '../../preload/schema/pages'
import { runTabNames, tabPath } from '../../renderer/views/run/tabs'
import { exampleDsdRun, exampleRun } from '../fixtures/example'
import { maskscope } from './command-line'
import { expect, test } from './fixtures'
import { project } from './runtimes'
import { inBothThemes } from './themes'
import { unreachable } from './unreachable'

const axeSource = readFileSync(createRequire(__filename).resolve('axe-core/axe.min.js'), 'utf8')
const sizes = [['1280', 1280, 800], ['1920', 1920, 1080], ['853', 853, 533]] as const

const selected: Partial<Record<string, string>> = {
  sparsity: '?layer=support2&channel=1&unit=1',
  churn: '?layer=support2',
  examples: '?example=3&layer=support2&channel=1&unit=1',
  linear: '?example=3',
  patterns: '?layer=support2',
  model: '?layer=support2'
}

/** What a view shows in the place of something else. */
const further: [string, string][] = [
  ['runs-groups', `${pathOf('runs')}?group=method`],
  ['compare-runs', `${pathOf('compare')}?filter=data:mnist-10k&run=${exampleRun}`],
  ['run-examples-pair', `${tabPath(exampleDsdRun, 'examples')}?example=3&with=7&examples-by=loss&layer=support2`]
]

/** Every page, and every view of a run with something selected. */
const places: [string, string][] = [
  ...pageNames.map((name): [string, string] => [name, pathOf(name)]),
  ...runTabNames.map((tab): [string, string] => [
    `run-${tab}`, tabPath(tab === 'pruning' ? exampleDsdRun : exampleRun, tab) + (selected[tab] ?? '')
  ]),
  ...further
]

async function openExample(page: Page): Promise<void> {
  await page.getByTestId('see-example').click()
  await expect(page.getByTestId('runs-table').getByRole('rowheader')).toHaveCount(3)
}

const go = async (page: Page, path: string): Promise<void> => {
  await page.goto(page.url().replace(/#.*/, `#${path}`))
  await settled(page)
}

/** Nothing is waited for, and nothing has changed for a while. */
const settled = (page: Page): Promise<void> => page.evaluate(async () => {
  const text = (): string => document.body.innerText
  for (let before = '', same = 0; same < 3;) {
    await new Promise((resolve) => setTimeout(resolve, 60))
    const waits = document.querySelector('.stage [role="progressbar"], .stage .waiting') !== null
    same = text() === before && !waits ? same + 1 : 0
    before = text()
  }
})

/** @returns each fault with the elements that have it */
async function faults(page: Page, rules: RunOptions): Promise<string[]> {
  await page.evaluate(axeSource)
  const { violations } = await page.evaluate((options) =>
    (window as unknown as { axe: { run: (given: RunOptions) => Promise<AxeResults> } }).axe.run(options),
  { resultTypes: ['violations'], ...rules } satisfies RunOptions)
  return violations.flatMap(({ id, nodes }) => nodes.map((node) => `${id}: ${node.target.join(' ')}`))
}

/** Looks at a page as it stands: its colours in both themes, its parts at every size. */
async function look(page: Page, name: string, screenshot: (name: string) => Promise<void>): Promise<void> {
  await inBothThemes(page, async (theme) => {
    // The other theme has other colours; all else is the same.
    const rules: RunOptions = theme === 'light' ? {} : { runOnly: ['color-contrast', 'link-in-text-block'] }
    expect.soft(await faults(page, rules), `${name}, ${theme}`).toEqual([])
    await screenshot(`all-${name}-${theme}`)
  })
  for (const [size, width, height] of sizes) {
    await page.setViewportSize({ width, height })
    await settled(page)
    expect.soft(await unreachable(page), `${name}, ${size}`).toEqual([])
    await screenshot(`all-${name}-${size}`)
  }
  await page.setViewportSize({ width: 1280, height: 860 })
}

test('every page is clean, and whole at every size', { tag: '@chromium' }, async ({
  workbench: { page, screenshot }
}) => {
  test.setTimeout(6 * 60_000)
  await look(page, 'runs-none', screenshot)
  await openExample(page)
  for (const [name, path] of places) {
    await test.step(name, async () => {
      await go(page, path)
      await look(page, name, screenshot)
    })
  }
})

test('what was found in a model is clean', { tag: '@chromium' }, async ({ workbench: { page, screenshot } }) => {
  await go(page, pathOf('import'))
  await page.getByTestId('import-input').setInputFiles(join(project, 'test/fixtures/models/functions.onnx'))
  await page.getByTestId('import-inspect').click()
  await expect(page.getByTestId('inspected-summary')).toBeVisible({ timeout: 60_000 })
  await look(page, 'import-inspected', screenshot)
  await page.getByRole('radio', { name: 'By numbers …' }).check()
  await page.getByLabel('Numbers', { exact: true }).fill('mean')
  await look(page, 'import-inspected-numbers', screenshot)
})

test('what is asked about runs is clean', { tag: '@chromium' }, async ({ workbench: { page, store, screenshot } }) => {
  maskscope(store, 'train', '--method', 'sgd', '--limit', '100', '--epochs', '1', '--tag', 'paper')
  const run = page.getByTestId('runs-table').locator('tr[data-run]')
  const dialogs: [string, () => Promise<void>, () => Promise<void>][] = [
    [
      'columns', () => page.getByTestId('choose-columns').click(),
      () => page.getByRole('button', { name: 'Done' }).click()
    ],
    ['chosen', () => run.getByRole('checkbox').check(), () => page.getByTestId('tag-chosen').click()],
    ['delete', () => page.getByTestId('delete-chosen').click(), () => page.getByTestId('confirm-delete').click()],
    [
      'trash', () => page.getByTestId('open-trash').click(),
      () => page.getByRole('button', { name: /^Restore/ }).click()
    ]
  ]
  await expect(run).toContainText('sgd')
  for (const [name, open, goOn] of dialogs) {
    await open()
    await inBothThemes(page, async (theme) => {
      expect.soft(await faults(page, {}), `${name}, ${theme}`).toEqual([])
      await screenshot(`all-runs-${name}-${theme}`)
    })
    await goOn()
  }
})

test('a sweep, and what is asked about one, is clean', { tag: '@chromium' }, async ({
  workbench: { page, store, screenshot }
}) => {
  test.setTimeout(2 * 60_000)
  maskscope(store, 'queue', 'pause')
  await go(page, '/train?method=sgd')
  await page.getByTestId('open-sweep').click()
  await expect(page.getByTestId('sweep-preview')).toContainText('5 trainings')
  await look(page, 'sweep-form', screenshot)
  await page.getByTestId('start-sweep').click()
  await expect(page.getByTestId('sweep-counts')).toHaveText('5 waiting')
  await page.getByTestId('stop-sweep').click()
  await expect(page.getByTestId('sweep-counts')).toHaveText('5 not started')
  await look(page, 'sweep', screenshot)
  await go(page, pathOf('sweeps'))
  await look(page, 'sweeps', screenshot)
})

test('an experiment on the theory, before it was run and with what it came to, is clean', { tag: '@chromium' }, async ({
  workbench: { page, store, screenshot }
}) => {
  test.setTimeout(2 * 60_000)
  await go(page, '/theory/theorem1')
  await look(page, 'theory-empty', screenshot)
  maskscope(store, 'theory', 'theorem1', '--quick')
  await page.reload()
  await expect(page.getByTestId('claims')).toBeVisible()
  await look(page, 'theory-result', screenshot)
})

test('the keyboard goes to the first run, on to its heading, and Back to where one was', async ({
  workbench: { page }
}) => {
  const focused = (selector: string) => page.locator(`${selector}:focus`)
  const scrolled = (): Promise<number> => page.locator('[data-scroller]').evaluate(({ scrollTop }) => scrollTop)
  await openExample(page)

  await test.step('to the first row by two keys, through the rows by arrows', async () => {
    await page.keyboard.press('Tab')
    await expect(page.getByRole('link', { name: 'Skip to the content' })).toBeFocused()
    await page.keyboard.press('Enter')
    const names = page.getByTestId('runs-table').getByRole('rowheader').getByRole('link')
    await expect(names.nth(0)).toBeFocused()
    await page.keyboard.press('ArrowDown')
    await page.keyboard.press('j')
    await expect(names.nth(2)).toBeFocused()
    await page.keyboard.press('Home')
    await page.keyboard.press('Enter')
  })

  await test.step('the heading of the run has the focus, and the window its name', async () => {
    await expect(focused('h1')).toContainText('I-alternation')
    await expect(page).toHaveTitle('I-alternation · Overview · Maskscope')
  })

  await test.step('another view begins at its top, Back is where one was', async () => {
    await page.getByTestId('tab-sparsity').click()
    await expect(page).toHaveTitle('I-alternation · Sparsity · Maskscope')
    await expect(page.getByTestId('sparsity-table')).toContainText('support6')
    await page.setViewportSize({ width: 1280, height: 500 })
    await page.locator('[data-scroller]').evaluate((area) => area.scrollTo(0, 200))
    await expect.poll(scrolled).toBe(200)
    await page.getByTestId('tab-files').click()
    await expect.poll(scrolled).toBe(0)
    await page.goBack()
    await expect(page.getByTestId('sparsity-table')).toContainText('support6')
    await expect.poll(scrolled).toBe(200)
  })
})
