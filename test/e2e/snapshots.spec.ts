/** A person looks at the masks of a run whose method stores none. */
import { maskscope } from './command-line'
import { expect, test } from './fixtures'
import { choose } from './selects'
import { inBothThemes } from './themes'

test('takes the masks of checkpoints of an SGD run, and of a DSD run beside them', { tag: '@chromium' }, async ({
  workbench: { page, store, screenshot }
}) => {
  // Two trainings and four snapshots, each in a process of its own.
  test.setTimeout(6 * 60_000)
  maskscope(store, 'train', '--method', 'sgd', '--limit', '500', '--epochs', '2', '--name', 'plain')
  maskscope(
    store, 'dsd', '--data', 'mnist-10k', '--net', 'all-cnn-mini', '--limit', '500', '--stages', '1,1,1',
    '--name', 'pruned'
  )
  await page.reload()

  await test.step('an empty page offers them', async () => {
    await page.getByTestId('runs-table').getByRole('link', { name: 'plain' }).click()
    await page.getByTestId('tab-sparsity').click()
    await expect(page.getByText('This run has stored no masks yet')).toBeVisible()
    await inBothThemes(page, (theme) => screenshot(`snapshots-none-${theme}`))
    await page.getByTestId('take-snapshot').click()
    await expect(page.getByTestId('snapshot-checkpoint')).toContainText('Final · epoch 2')
    await inBothThemes(page, (theme) => screenshot(`snapshots-take-${theme}`))
    await page.getByTestId('start-snapshot').click()
    await expect(page.getByTestId('sparsity-table')).toContainText('support6', { timeout: 60_000 })
    await expect(page.getByTestId('snapshot-count')).toHaveText('1')
    await inBothThemes(page, (theme) => screenshot(`snapshots-sgd-sparsity-${theme}`))
  })

  await test.step('those of several checkpoints stand in the order of their weights', async () => {
    await page.getByRole('navigation').getByRole('link', { name: 'Runs', exact: true }).click()
    await page.getByTestId('runs-table').getByRole('link', { name: 'pruned' }).click()
    await page.getByTestId('tab-churn').click()
    // Each is compared with the one before it, so the earliest is taken first.
    for (const checkpoint of ['Dense', 'Sparse', 'Final']) {
      await page.getByTestId('take-snapshot').click()
      await choose(page.getByTestId('snapshot-checkpoint'), checkpoint)
      await page.getByTestId('start-snapshot').click()
      await expect(page.getByTestId('start-snapshot')).toBeHidden({ timeout: 60_000 })
    }
    await expect(page.getByTestId('snapshot-count')).toHaveText('3')
    await expect(page.getByText(/Bits that differ from snapshot 2, for the same 500 examples/)).toBeVisible()
    await page.getByRole('button', { name: 'Previous snapshot' }).click()
    await expect(page.getByText(/Bits that differ from snapshot 1,/)).toBeVisible()
    await inBothThemes(page, (theme) => screenshot(`snapshots-dsd-churn-${theme}`))
    await page.getByTestId('tab-overview').click()
    await screenshot('snapshots-dsd-overview')
  })
})
