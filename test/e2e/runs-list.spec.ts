/** What a person says about runs, finds again by it, and throws away: on the list, and on a run's page. */
import type { Page } from '@playwright/test'
import { fewDigitsIn, maskscope } from './command-line'
import { expect, test } from './fixtures'
import { inBothThemes } from './themes'
import { unreachable } from './unreachable'

const names = (page: Page) => page.getByTestId('runs-table').locator('tr[data-run]')

test('runs are tagged, pinned, grouped and thrown away', { tag: '@chromium' }, async ({
  workbench: { page, store, screenshot }
}) => {
  test.setTimeout(4 * 60_000)
  const train = (...given: string[]): string =>
    maskscope(store, 'train', ...fewDigitsIn(store), '--epochs', '1', ...given)
  for (const seed of ['1', '2']) train('--method', 'sgd', '--seed', seed)
  train('--method', 'i-alternation', '--warmup', '0', '--seed', '1')
  await expect(names(page)).toHaveCount(3)

  await test.step('several are tagged and pinned at once', async () => {
    for (const box of await page.getByRole('checkbox', { name: /^Choose sgd/ }).all()) await box.check()
    await expect(page.getByText('2 chosen')).toBeVisible()
    await page.getByTestId('tag-chosen').click()
    await page.getByLabel('Tag', { exact: true }).fill('two words')
    await page.getByLabel('Tag', { exact: true }).press('Enter')
    await expect(page.getByRole('alert').filter({ hasText: 'A tag has up to 40 letters' })).toBeVisible()
    await page.getByLabel('Tag', { exact: true }).fill('paper')
    await page.getByLabel('Tag', { exact: true }).press('Enter')
    await page.getByRole('button', { name: 'None' }).click()
    await page.getByRole('row', { name: /sgd .* seed 1/ }).hover()
    await page.getByRole('button', { name: /^Pin sgd .* seed 1$/ }).click()
    await expect(names(page).first()).toHaveText(/seed 1/)
    await expect(page.getByRole('img', { name: 'Pinned' })).toHaveCount(1)
  })

  await test.step('columns are chosen, ordered, and there again after a reload', async () => {
    await page.getByTestId('choose-columns').click()
    for (const column of ['Tags', 'Sparsity', 'Momentum']) {
      await page.getByLabel('Add a column').selectOption({ label: column })
    }
    await page.getByRole('button', { name: 'Leave out File' }).click()
    await page.getByRole('button', { name: 'Tags further left' }).click()
    await inBothThemes(page, (theme) => screenshot(`columns-${theme}`))
    await page.getByRole('button', { name: 'Done' }).click()
    const headings = page.getByTestId('runs-table').getByRole('columnheader')
    const chosen = ['Seed', 'Epochs', 'Test error', 'Tags', 'Created', 'Sparsity', 'Momentum']
    await expect(headings).toContainText(['Status', 'Name', 'Method', 'Data', 'Network', ...chosen])
    await page.reload()
    await expect(headings).toContainText(chosen)
    await expect(page.getByRole('row', { name: /seed 2/ })).toContainText('paper')
    await expect(page.getByRole('row', { name: /seed 2/ })).toContainText('0.9')
    await page.getByRole('button', { name: 'Momentum', exact: true }).click()
    await expect(page).toHaveURL(/order=setting:momentum/)
  })

  await test.step('groups have the mean of their runs, and fold', async () => {
    await page.goto(page.url().replace(/#.*/, '#/runs?group=configuration'))
    const groups = page.getByTestId('run-group')
    await expect(groups).toHaveCount(2)
    await expect(groups.filter({ hasText: 'sgd' })).toContainText(/2 runs.*test error \d+\.\d\d ± \d+\.\d\d %, n = 2/)
    for (const width of [1280, 1920]) {
      await page.setViewportSize({ width, height: 860 })
      await inBothThemes(page, (theme) => screenshot(`groups-${width}-${theme}`))
      expect(await unreachable(page)).toEqual([])
    }
    await page.setViewportSize({ width: 1280, height: 860 })
    await groups.filter({ hasText: 'sgd' }).getByRole('button').click()
    await expect(names(page)).toHaveCount(1)
    await page.goto(page.url().replace(/#.*/, '#/runs?text=tag:paper'))
    await expect(names(page)).toHaveCount(2)
  })

  await test.step('a run’s page says the same, and changes it', async () => {
    await page.getByRole('link', { name: /seed 2/ }).click()
    const said = page.getByTestId('run-annotations')
    await expect(said).toContainText('paper')
    await said.getByRole('button', { name: 'Add a note' }).click()
    await page.getByLabel('Note', { exact: true }).fill('worse than seed 1')
    await page.getByLabel('Note', { exact: true }).press('Control+Enter')
    await expect(said).toContainText('worse than seed 1')
    await said.getByRole('button', { name: 'Remove the tag paper' }).click()
    await expect(said).not.toContainText('paper')
    await inBothThemes(page, (theme) => screenshot(`annotations-${theme}`))
    await page.goto(page.url().replace(/#.*/, '#/runs?text=note:worse'))
    await expect(names(page)).toHaveCount(1)
  })

  await test.step('what is deleted comes back by Undo, and from the trash', async () => {
    await page.goto(page.url().replace(/#.*/, '#/runs'))
    await expect(names(page)).toHaveCount(3)
    for (const box of await page.getByRole('checkbox', { name: /^Choose/ }).all()) await box.check()
    await page.getByTestId('delete-chosen').click()
    await expect(page.getByRole('dialog')).toContainText(/Delete 3 runs\?.*SGD, \d{8}-\d{6}-\w+, started \d{4}-/s)
    await inBothThemes(page, (theme) => screenshot(`delete-${theme}`))
    await page.getByTestId('confirm-delete').click()
    await expect(page.getByTestId('deleted-notice')).toContainText('3 runs were moved to the trash.')
    await page.getByTestId('undo-delete').click()
    await expect(names(page)).toHaveCount(3)
    await expect(page.getByTestId('deleted-notice')).toHaveCount(0)

    await page.getByRole('row', { name: /i-alternation/ }).hover()
    await page.getByRole('button', { name: /^Delete i-alternation/ }).click()
    await page.getByTestId('confirm-delete').click()
    await expect(names(page)).toHaveCount(2)
    await page.getByTestId('open-trash').click()
    await expect(page.getByTestId('trash-table')).toContainText('i-alternation')
    await inBothThemes(page, (theme) => screenshot(`trash-${theme}`))
    await page.getByRole('button', { name: /^Restore i-alternation/ }).click()
    await expect(names(page)).toHaveCount(3)
    await page.getByRole('button', { name: 'Close', exact: true }).click()
  })
})
