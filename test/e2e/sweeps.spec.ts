/** A person sets up a sweep from the Train page, follows it to its end, stops one and goes on. */
import type { Page } from '@playwright/test'
import { fewDigitsIn, maskscope } from './command-line'
import { expect, test } from './fixtures'
import { choose } from './selects'
import { inBothThemes } from './themes'

const minute = 60_000

/** A training of a second: the fields as a person fills them. */
async function setUp(page: Page, store: string): Promise<void> {
  fewDigitsIn(store)
  await page.goto(page.url().replace(/#.*/, '#/train?method=sgd'))
  await choose(page.locator('[data-setting="dataset"] .n-select'), /^mnist$/)
  await page.getByLabel('Epochs', { exact: true }).fill('1')
  await page.locator('[data-setting="limit"] input').fill('200')
  await page.locator('[data-setting="limit"] input').press('Tab')
  await page.getByTestId('open-sweep').click()
  await expect(page.getByRole('dialog', { name: 'Sweep' })).toBeVisible()
}

test('starts a sweep from the Train page, whose page goes to Finished', { tag: '@chromium' }, async ({
  workbench: { page, store, screenshot }
}) => {
  test.setTimeout(4 * minute)
  await setUp(page, store)
  const preview = page.getByTestId('sweep-preview')
  const values = page.getByLabel('Values of setting 1')

  await test.step('the form says what it would train, or what is wrong', async () => {
    await expect(preview).toContainText('5 trainings')
    await values.fill('1..x')
    await expect(page.getByRole('dialog').getByRole('alert')).toContainText('seed=1..x is no list of values')
    await expect(page.getByTestId('start-sweep')).toBeDisabled()
    await values.fill('1..3')
    await expect(preview).toContainText('3 trainings')
    await expect(preview.locator('code').first()).toContainText('maskscope sweep --grid seed=1..3')
    await page.getByLabel('Name of the sweep').fill('three seeds')
    await inBothThemes(page, (theme) => screenshot(`sweep-form-${theme}`))
  })

  await test.step('its page follows the trainings', async () => {
    await page.getByTestId('start-sweep').click()
    await expect(page).toHaveURL(/#\/sweeps\/sweep-[0-9a-f]{12}$/)
    await expect(page.getByRole('heading', { level: 1, name: 'three seeds' })).toBeVisible()
    const rows = page.getByTestId('sweep-members').locator('tbody tr')
    await expect(rows).toHaveCount(3)
    await expect(page.getByTestId('sweep-state')).toHaveText('Finished', { timeout: 2 * minute })
    await expect(page.getByTestId('sweep-counts')).toHaveText('3 finished')
    for (const row of await rows.all()) await expect(row).toContainText('%')
    await expect(page.getByRole('heading', { name: 'Test error by Seed' })).toBeVisible()
    await inBothThemes(page, (theme) => screenshot(`sweep-${theme}`))
  })

  await test.step('its trainings are compared', async () => {
    await page.getByTestId('compare-sweep').click()
    await expect(page.getByTestId('compared-runs').locator('tbody tr')).toHaveCount(3)
  })

  await test.step('and it stands in the list', async () => {
    await page.keyboard.press('g')
    await page.keyboard.press('s')
    await expect(page.getByTestId('sweeps-table').locator('tbody tr')).toContainText('3 finished')
    await inBothThemes(page, (theme) => screenshot(`sweeps-${theme}`))
  })
})

test('stops a sweep that waits, and goes on with it', { tag: '@chromium' }, async ({ workbench: { page, store } }) => {
  maskscope(store, 'queue', 'pause')
  await setUp(page, store)
  await page.getByTestId('start-sweep').click()
  await expect(page.getByTestId('sweep-state')).toHaveText('The queue is paused')
  await expect(page.getByTestId('sweep-counts')).toHaveText('5 waiting')
  await page.getByTestId('stop-sweep').click()
  await expect(page.getByTestId('sweep-counts')).toHaveText('5 not started')
  await page.getByTestId('resume-sweep').click()
  await expect(page.getByTestId('sweep-counts')).toHaveText('5 waiting')
  await page.getByTestId('sweep-members').getByRole('link').first().click()
  await expect(page).toHaveURL(/#\/queue\/6$/)
})
