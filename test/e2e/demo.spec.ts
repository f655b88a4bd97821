/** The whole product by clicking: start the demo, follow it live, read its figures, stop it. */
import type { Locator, Page } from '@playwright/test'
import { expect, test } from './fixtures'

const minute = 60_000
const demoLayers = ['support1', 'support2', 'support3', 'support4', 'support5', 'support6']

async function cells(row: Locator): Promise<string[]> {
  return (await row.locator('th, td').allInnerTexts()).map((text) => text.trim())
}

/** The first number of a cell: `74.31 %` → 74.31. */
const numberIn = (text: string): number => Number(/-?[\d,]*\.?\d+/.exec(text)?.[0].replaceAll(',', '') ?? NaN)

async function rowOf(page: Page, table: string, name: string): Promise<string[]> {
  return cells(page.getByTestId(table).locator('tr', { hasText: name }).first())
}

const openPage = (page: Page, name: string): Promise<void> =>
  page.getByRole('navigation').getByRole('link', { name, exact: true }).click()

async function startDemo(page: Page): Promise<void> {
  await page.getByTestId('train-demo').first().click()
  await expect(page.getByTestId('run-status')).toHaveText(/running/i, { timeout: minute })
}

async function alternationsReach(page: Page, count: number): Promise<void> {
  await expect
    .poll(async () => numberIn(await page.getByTestId('alternation-count').innerText()), { timeout: 2 * minute })
    .toBeGreaterThanOrEqual(count)
}

/** Runs in the page: the longest time between two of its timer ticks, in milliseconds. */
function longestPauseDuring(milliseconds: number): Promise<number> {
  return new Promise((resolve) => {
    const started = performance.now()
    let last = started
    let longest = 0
    const timer = setInterval(() => {
      const now = performance.now()
      longest = Math.max(longest, now - last)
      last = now
      if (now - started < milliseconds) return
      clearInterval(timer)
      resolve(longest)
    }, 20)
  })
}

test('trains the demo live, shows sparsity, churn and evaluation, and stops when told', { tag: '@electron' }, async ({
  workbench: { page, screenshot }
}) => {
  await startDemo(page)
  await alternationsReach(page, 2)
  await screenshot('run-overview')

  await test.step('the views of the run in the palette', async () => {
    await page.keyboard.press('Control+k')
    const views = page.getByTestId('palette').getByRole('option').filter({ hasText: 'This run' })
    await expect(views.locator('.title')).toHaveText([
      'Overview', 'Sparsity', 'Churn', 'Examples', 'Linear network', 'Patterns', 'Model', 'Evaluation', 'Files'
    ])
    await screenshot('run-palette')
    await page.keyboard.type('eval')
    await page.keyboard.press('Enter')
    await expect(page.getByTestId('tab-evaluation')).toHaveAttribute('aria-selected', 'true')
    await expect(page.getByRole('dialog')).toHaveCount(0)
  })

  await test.step('sparsity of every layer', async () => {
    await page.getByTestId('tab-sparsity').click()
    for (const layer of demoLayers) {
      const [, units, sparsity] = await rowOf(page, 'sparsity-table', layer)
      expect(numberIn(units)).toBeGreaterThan(1000)
      expect(numberIn(sparsity)).toBeGreaterThan(10)
      expect(numberIn(sparsity)).toBeLessThan(100)
    }
    await screenshot('run-sparsity')
  })

  await test.step('churn of every layer at the second alternation', async () => {
    await page.getByTestId('tab-churn').click()
    for (const layer of demoLayers) {
      const figures = (await rowOf(page, 'churn-table', layer))
        .slice(1)
        .map(numberIn)
        .filter((value) => !Number.isNaN(value))
      expect(figures.length).toBeGreaterThanOrEqual(3)
      for (const figure of figures) expect(figure).toBeGreaterThanOrEqual(0)
    }
    await screenshot('run-churn')
  })

  await test.step('evaluation with ReLU and with masks only', async () => {
    await page.getByTestId('tab-evaluation').click()
    const row = await rowOf(page, 'evaluation-table', 'alternation 2')
    const [relu, maskt] = row.filter((text) => text.includes('%')).map(numberIn)
    for (const error of [relu, maskt]) {
      expect(error).toBeGreaterThan(0)
      expect(error).toBeLessThan(90)
    }
    await screenshot('run-evaluation')
  })

  await test.step('the window goes on while the training works', async () => {
    // A window that waited for the training would stand still for an epoch, many seconds; busy cores alone cost far
    // less than three.
    const longestPause = page.evaluate(longestPauseDuring, 4000)
    for (const tab of ['sparsity', 'churn', 'evaluation', 'overview']) {
      await page.getByTestId(`tab-${tab}`).click()
      await expect(page.getByTestId(`tab-${tab}`)).toHaveAttribute('aria-selected', 'true')
    }
    expect(await longestPause).toBeLessThan(3000)
  })

  await test.step('stops in good order', async () => {
    await page.getByTestId('stop-training').click()
    await expect(page.getByTestId('run-status')).toHaveText(/stopped/i, { timeout: minute })
  })

  await test.step('is listed as stopped', async () => {
    await openPage(page, 'Runs')
    await expect(page.getByTestId('runs-table')).toContainText('all-cnn-mini')
    await expect(page.getByTestId('runs-table').getByTestId('run-status')).toHaveText(/stopped/i)
    await screenshot('runs')
  })
})

test('evaluates a stored run by rule, with what the rules predict differently', { tag: '@chromium' }, async ({
  workbench: { page, screenshot }, masked
}) => {
  await masked.open('evaluation')
  await test.step('which can be stopped, and asked for again', async () => {
    await page.getByTestId('evaluate-rules').click()
    await page.getByTestId('stop-evaluation').click()
    await expect(page.getByTestId('evaluation-progress')).toHaveCount(0)
    await expect(page.getByText('It was stopped')).toHaveCount(0)
    await page.getByTestId('evaluate-rules').scrollIntoViewIfNeeded()
    await screenshot('run-evaluation-stopped')
  })
  await page.getByTestId('evaluate-rules').click()
  const relu = page.getByTestId('rules-table').locator('tbody tr', { hasText: 'ReLU' })
  await expect(relu).toBeVisible({ timeout: 2 * minute })
  const [, error, , , sparsity] = (await cells(relu)).map(numberIn)
  for (const figure of [error, sparsity]) {
    expect(figure).toBeGreaterThan(0)
    expect(figure).toBeLessThan(100)
  }
  await expect(page.getByTestId('confusion').getByRole('figure')).toHaveCount(2)
  await page.getByTestId('disagreements').scrollIntoViewIfNeeded()
  await expect(page.getByTestId('disagreements').locator('canvas').first()).toBeVisible()
  await screenshot('run-evaluation-rules')
  const beta = page.getByLabel('β', { exact: true })
  await beta.fill('-1')
  await expect(page.getByText('β must be a number from 0')).toBeVisible()
  await expect(page.getByTestId('add-rule')).toBeDisabled()
})

test('starts SGD from the Train page, refuses a wrong setting, shows it after a reload, deletes it', {
  tag: '@chromium'
}, async ({ workbench: { page, screenshot } }) => {
  await openPage(page, 'Train')
  await page
    .getByRole('button', { name: /SGD baseline/ })
    .first()
    .click()
  const epochs = page.getByLabel('Epochs', { exact: true })
  await epochs.fill('0')
  await epochs.blur()
  await expect(page.getByText('Epochs: a whole number from 1 to 100,000.')).toBeVisible()
  await expect(page.getByTestId('start-training')).toBeDisabled()
  await epochs.fill('2')
  const limit = page.getByLabel(/Limit/)
  await limit.fill('1000')
  await limit.blur()
  await screenshot('train')
  await page.getByTestId('start-training').click()
  await expect(page.getByTestId('run-status')).toHaveText(/finished/i, { timeout: 2 * minute })
  await page.reload()
  await expect(page.getByTestId('run-status')).toHaveText(/finished/i)
  await page.getByTestId('tab-churn').click()
  await expect(page.getByText('This run has stored no masks yet')).toBeVisible()
  await screenshot('run-churn-empty')
  await openPage(page, 'Runs')
  await page
    .getByTestId('runs-table')
    .getByRole('button', { name: /delete/i })
    .first()
    .click()
  await page.getByTestId('confirm-delete').click()
  await expect(page.getByTestId('train-demo').first()).toBeVisible()
  await expect(page.getByTestId('runs-table')).toHaveCount(0)
})

test('offers the paper’s tables as presets, whole and scaled', async ({ workbench: { page, screenshot } }) => {
  await openPage(page, 'Train')
  await page.getByText('The paper’s tables').click()
  await page.getByRole('button', { name: 'Table 3, ALL-CNN-C, augmented, I-alternation: published 7.20 %' }).click()
  const epochs = page.getByLabel('Epochs', { exact: true })
  await expect(epochs).toHaveValue('12')
  await expect(page.getByText(/Not in the store yet: .*cifar-10/)).toBeVisible()
  await page.getByRole('button', { name: 'Full', exact: true }).click()
  await expect(epochs).toHaveValue('350')
  await screenshot('train-paper')
})

test('tells of this machine on the About page, in both themes', async ({ workbench: { page, screenshot } }) => {
  await openPage(page, 'About')
  await expect(page.getByText('Build', { exact: true }).first()).toBeVisible()
  await screenshot('about-light')
  // The colours go from the system's to light to dark.
  for (const theme of ['light', 'dark']) {
    await page.getByRole('button', { name: /^Colours/ }).first().click()
    await expect(page.locator('html')).toHaveAttribute('data-scheme', theme)
  }
  await screenshot('about-dark')
})
