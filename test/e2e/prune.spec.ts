/** A person prunes a network from the Prune page, looks at what went, and makes the compact model. */
import { join } from 'node:path'
import type { Page } from '@playwright/test'
import { fewDigitsIn, maskscope } from './command-line'
import { expect, test } from './fixtures'
import { project } from './runtimes'
import { choose } from './selects'
import { inBothThemes } from './themes'

const minute = 60_000

async function fill(page: Page, label: string, value: string): Promise<void> {
  const field = page.getByLabel(label, { exact: true })
  await field.fill(value)
  await field.blur()
}

const chooseSetting = (page: Page, setting: string, option: string | RegExp): Promise<void> =>
  choose(page.locator(`[data-setting="${setting}"] .n-select`), option)

test('prunes by co-activation from the page, shows what went, makes the compact model', async ({
  workbench: { page, store, screenshot }
}) => {
  test.setTimeout(5 * minute)
  fewDigitsIn(store)
  await page.getByRole('navigation').getByRole('link', { name: 'Prune', exact: true }).click()
  await expect(page.getByTestId('comparison-table')).toContainText('resnet-mini')
  await expect(page.getByText('No finished run to compare yet')).toBeVisible()

  await test.step('a wrong setting is said at its field', async () => {
    await fill(page, 'Dense epochs', '0')
    await expect(page.getByText('The first Dense stage needs a whole number of epochs')).toBeVisible()
    await expect(page.getByTestId('start-pruning')).toBeDisabled()
  })

  await test.step('DSD(B) of three epochs', async () => {
    await chooseSetting(page, 'prune', 'DSD(B)')
    await expect(page.getByLabel('Sparsity', { exact: true })).toHaveCount(0)
    // What the choice brings with it: β = 10, where B-alternation alone has 1.
    await expect(page.getByLabel('Threshold β', { exact: true })).toHaveValue('10')
    await chooseSetting(page, 'dataset', /^mnist$/)
    await chooseSetting(page, 'network', 'all-cnn-mini')
    for (const stage of ['Dense epochs', 'Sparse epochs', 'Last Dense epochs']) await fill(page, stage, '1')
    await fill(page, 'Limit', '200')
    await inBothThemes(page, (theme) => screenshot(`prune-${theme}`))
    await page.getByTestId('start-pruning').click()
    await expect(page.getByTestId('run-status')).toHaveText(/finished/i, { timeout: 2 * minute })
    await expect(page.getByText('After Dense again')).toBeVisible()
    await expect(page.getByText('Weights pruned')).toBeVisible()
  })

  await test.step('its Pruning tab', async () => {
    await page.getByTestId('tab-pruning').click()
    const rows = page.getByTestId('pruned-layers').locator('tbody tr')
    await expect(rows).toHaveCount(7)
    await expect(rows.filter({ hasText: 'exempt' })).toHaveCount(1)
    await expect(rows.filter({ hasText: 'exempt' })).toContainText('0.00 %')
    for (const chart of [
      'Weight sparsity by layer and stage, %',
      'Co-activation of each layer',
      'How co-activation is spread, % of connections'
    ]) {
      await expect(page.getByRole('figure', { name: chart }).locator('canvas').first()).toBeVisible()
    }
  })

  await test.step('its compact model, stopped and asked for again', async () => {
    await page.getByTestId('make-compact').click()
    await page.getByTestId('stop-compact').click()
    await expect(page.getByTestId('stop-compact')).toBeHidden()
    await expect(page.getByRole('alert')).toHaveCount(0)
    await page.getByTestId('make-compact').click()
    await expect(page.getByTestId('compact-verdict')).toHaveText(/parameters went|Nothing was removed/, {
      timeout: minute
    })
    await expect(page.getByTestId('compact-table').locator('tbody tr')).toHaveCount(5)
    await inBothThemes(page, (theme) => screenshot(`run-pruning-${theme}`))
  })

  await test.step('each stage can be exported', async () => {
    await page.getByTestId('tab-files').click()
    await page.getByTestId('export-checkpoint').click()
    for (const stage of ['Dense · epoch 1', 'Sparse · epoch 2', 'Final · epoch 3'])
      await expect(page.locator('.n-base-select-option').getByText(stage, { exact: true })).toBeVisible()
  })
})

test('compares the runs of the store, and begins with one of them', { tag: '@chromium' }, async ({
  workbench: { page, store, screenshot }
}) => {
  test.setTimeout(5 * minute)
  const limited = [...fewDigitsIn(store), '--limit', '200']
  maskscope(store, 'train', '--method', 'sgd', '--epochs', '3', ...limited)
  maskscope(store, 'dsd', '--stages', '1,1,1', '--sparsity', '0.6', ...limited)
  await page.reload()
  await page.getByRole('navigation').getByRole('link', { name: 'Prune', exact: true }).click()
  const cell = (method: string) =>
    page.getByTestId('comparison-table').locator(`tr[data-method="${method}"] td[data-network="all-cnn-mini"]`)
  await expect(cell('baseline')).toContainText(/\d+\.\d\d %\s*n 1/)
  await expect(cell('magnitude')).toContainText(/n 1, 59\.\d\d % pruned/)
  await expect(cell('i-alternation')).toHaveText('–')
  await page.getByRole('button', { name: 'Comparison ↓' }).click()
  await inBothThemes(page, (theme) => screenshot(`prune-comparison-${theme}`))

  await test.step('the missing two are trained one after the other', async () => {
    await page.getByRole('button', { name: 'Train 2 runs of all-cnn-mini' }).click()
    await expect(page.getByText('1 training to follow')).toBeVisible()
    await expect(cell('i-alternation')).toContainText('n 1', { timeout: minute })
    await expect(cell('b-alternation')).toContainText('n 1', { timeout: minute })
    await expect(page.getByRole('button', { name: /of all-cnn-mini/ })).toHaveCount(0)
  })

  await test.step('a run of the store to begin with', async () => {
    await cell('baseline').getByRole('link').click()
    await expect(page.getByTestId('tab-pruning')).toHaveCount(0)
    await page.getByRole('button', { name: 'Prune', exact: true }).click()
    await expect(page.getByLabel('Dense epochs', { exact: true })).toHaveValue('0')
    await expect(page.getByLabel('Limit', { exact: true })).toHaveCount(0)
    for (const stage of ['Sparse epochs', 'Last Dense epochs']) await fill(page, stage, '1')
    // Seventy passes over the test set.
    await page.getByRole('switch', { name: 'Sensitivity scan' }).click()
    await page.getByTestId('start-pruning').click()
    await expect(page.getByTestId('run-status')).toHaveText(/finished/i, { timeout: 2 * minute })
    await expect(page.getByText('At the beginning')).toBeVisible()
    await page.getByTestId('tab-pruning').click()
    const sensitivity = page.getByRole('figure', { name: 'Sensitivity: test error with one layer pruned alone' })
    await expect(sensitivity.locator('canvas').first()).toBeVisible()
  })
})

test('prunes a model of Keras as it was imported, and holds it against that', { tag: '@chromium' }, async ({
  workbench: { page, store, screenshot }
}) => {
  test.setTimeout(5 * minute)
  maskscope(
    store,
    'import',
    join(project, 'test/fixtures/models/functional.keras'),
    ...fewDigitsIn(store),
    '--preprocessing',
    'unit',
    '--name',
    'From Keras'
  )
  await page.reload()
  await page.getByTestId('runs-table').getByRole('link').first().click()
  await page.getByRole('button', { name: 'Prune', exact: true }).click()
  /** Shown, and no field. */
  const network = page.locator('[data-setting="network"] output')

  await test.step('its network and data cannot be changed', async () => {
    await expect(network).toHaveText('functional.keras')
    for (const setting of ['dataset', 'preprocessing'])
      await expect(page.locator(`[data-setting="${setting}"]`)).toHaveCount(0)
    await expect(page.getByLabel('Dense epochs', { exact: true })).toHaveValue('0')
    // 708 parameters, counted from the network that was imported.
    await expect(page.getByRole('region', { name: 'Estimate' })).toContainText('708')
    await inBothThemes(page, (theme) => screenshot(`prune-import-${theme}`))
  })

  await test.step('random weights are those of a preset', async () => {
    await chooseSetting(page, 'fromRun', 'Random weights')
    await expect(page.locator('[data-setting="network"] .n-select')).toContainText('vgg-mini')
    await expect(page.getByLabel('Dense epochs', { exact: true })).toHaveValue('4')
    await expect(page.getByTestId('start-pruning')).toBeEnabled()
    await chooseSetting(page, 'fromRun', 'From Keras')
    await expect(network).toHaveText('functional.keras')
  })

  await test.step('it is trained', async () => {
    await fill(page, 'Sparse epochs', '2')
    await fill(page, 'Last Dense epochs', '1')
    await page.getByTestId('start-pruning').click()
    await expect(page.getByTestId('run-status')).toHaveText(/finished/i, { timeout: 2 * minute })
    await expect(page.getByText('functional.keras', { exact: true })).toBeVisible()
    await expect(page.getByText('At the beginning')).toBeVisible()
  })

  await test.step('set up again, it begins with the same import', async () => {
    await page.getByRole('button', { name: 'Train again' }).click()
    await expect(network).toHaveText('functional.keras')
    await expect(page.getByLabel('Sparse epochs', { exact: true })).toHaveValue('2')
  })

  await test.step('the comparison holds it against the import, and trains the other choices', async () => {
    const cell = (method: string) =>
      page.getByTestId('comparison-table').locator(`tr[data-method="${method}"] td[data-network="From Keras"]`)
    await expect(cell('baseline')).toContainText(/\d+\.\d\d %\s*as imported/)
    await expect(cell('magnitude')).toContainText(/n 1, \d+\.\d\d % pruned/)
    await page.getByRole('button', { name: 'Train 2 runs of From Keras' }).click()
    await expect(cell('i-alternation')).toContainText('n 1', { timeout: minute })
    await expect(cell('b-alternation')).toContainText('n 1', { timeout: minute })
    await expect(page.getByRole('button', { name: /of From Keras/ })).toHaveCount(0)
    await page.getByRole('button', { name: 'Comparison ↓' }).click()
    await inBothThemes(page, (theme) => screenshot(`prune-import-comparison-${theme}`))
  })
})
