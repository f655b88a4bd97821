/** A person chooses runs by keys, lays them side by side, and finds the same again by the address. */
import { fewDigitsIn, maskscope } from './command-line'
import { expect, test } from './fixtures'
import { inBothThemes } from './themes'

test('lays runs side by side, and follows those that pass a filter', { tag: '@chromium' }, async ({
  workbench: { page, store, screenshot }
}) => {
  test.setTimeout(3 * 60_000)
  const train = (...given: string[]): string =>
    maskscope(store, 'train', ...fewDigitsIn(store), '--epochs', '2', '--evaluate-every', '2', ...given)
  for (const seed of ['1', '2']) train('--method', 'sgd', '--seed', seed)
  train('--method', 'i-alternation', '--warmup', '1', '--seed', '1')
  const names = page.getByTestId('runs-table').getByRole('rowheader')
  await expect(names).toHaveCount(3)

  await test.step('the filter is completed, and says what is none', async () => {
    const field = page.getByLabel('Filter by text')
    await page.keyboard.press('/')
    await field.pressSequentially('meth')
    await page.getByText('method:', { exact: true }).click()
    await page.getByText('method:sgd', { exact: true }).click()
    await expect(names).toHaveCount(2)
    await field.fill('sed:2')
    await expect(page.getByRole('alert').filter({ hasText: 'did you mean seed?' })).toBeVisible()
    await expect(names).toHaveCount(3)
    await field.fill('')
    await field.press('Escape')
  })

  await test.step('x chooses runs, and c lays them side by side', async () => {
    await page.keyboard.press('j')
    await page.keyboard.press('Home')
    for (let row = 0; row < 3; row++) {
      await page.keyboard.press('x')
      await page.keyboard.press('j')
    }
    await expect(page.getByText('3 chosen')).toBeVisible()
    await page.keyboard.press('c')
    await expect(page).toHaveURL(/#\/compare\?runs=[\w.-]+$/)
    const groups = page.getByTestId('groups-table').locator('tbody tr')
    await expect(groups).toHaveCount(2)
    await expect(groups.filter({ hasText: 'SGD' })).toContainText(/\d\d\.\d\d ± \d+\.\d\d %/)
    await expect(page.getByTestId('compared-runs').locator('tbody tr')).toHaveCount(3)
    await page.getByRole('group', { name: 'Horizontal axis' }).getByRole('button', { name: 'Time' }).click()
    await page.getByRole('group', { name: 'Logarithmic axes' }).getByLabel('y').check()
    await expect(page).toHaveURL(/axis=seconds&logy=yes/)
    await inBothThemes(page, (theme) => screenshot(`compare-${theme}`))
  })

  await test.step('a click on a curve selects its run', async () => {
    const chart = page.getByRole('figure', { name: 'Test error' }).locator('canvas').first()
    await page.getByRole('group', { name: 'Logarithmic axes' }).getByLabel('y').uncheck()
    const selected = page.getByText('Selected:')
    const box = (await chart.boundingBox())!
    // Somewhere at the right end a curve is crossed: within 12 pixels of it a click means it.
    for (let y = 45; y < box.height - 50 && !await selected.isVisible(); y += 12)
      await page.mouse.click(box.x + box.width * 0.8, box.y + y)
    await expect(selected).toContainText(/seed \d/)
    await expect(page).toHaveURL(/run=\d{8}-\d{6}-\w+/)
  })

  await test.step('settings lie against results, and what is drawn on an axis narrows the runs', async () => {
    const rows = page.getByTestId('compared-runs').locator('tbody tr')
    await page.getByTestId('compared-runs').scrollIntoViewIfNeeded()
    const parallel = page.getByRole('figure', { name: 'Settings against results' })
    await expect(parallel.getByTestId('reading')).toContainText('3 of 3 runs. Method: I-alternation, SGD')
    await parallel.scrollIntoViewIfNeeded()
    await inBothThemes(page, (theme) => screenshot(`compare-columns-${theme}`))
    // The first axis is the method's: SGD, the second of its words, has the upper half.
    const box = (await parallel.locator('canvas').first().boundingBox())!
    await page.mouse.move(box.x + 70, box.y + 40)
    await page.mouse.down()
    await page.mouse.move(box.x + 70, box.y + 140, { steps: 5 })
    await page.mouse.up()
    await expect(page).toHaveURL(/narrow=method~SGD/)
    await expect(rows).toHaveCount(2)
    await expect(page.getByTestId('groups-table').locator('tbody tr')).toHaveCount(1)
    await expect(parallel.getByTestId('reading')).toContainText('2 of 3 runs')
    await page.reload()
    await expect(rows).toHaveCount(2)
    await page.getByTestId('compared-runs').scrollIntoViewIfNeeded()
    await parallel.getByRole('button', { name: 'Keep these runs' }).click()
    await expect(page).not.toHaveURL(/narrow/)
    await expect(page).toHaveURL(/runs=[\w-]+\.[\w-]+(&|$)/)
    await expect(rows).toHaveCount(2)
  })

  await test.step('a click on a point of the scatter selects its run', async () => {
    await page.goto(page.url().replace(/#.*/, '#/compare?filter=data:mnist&across=seed&up=seed'))
    await page.getByTestId('compared-runs').scrollIntoViewIfNeeded()
    const scatter = page.getByRole('figure', { name: 'Seed by Seed' })
    await expect(scatter.getByTestId('reading')).toContainText('3 runs. Seed from 1 to 2')
    const box = (await scatter.locator('canvas').first().boundingBox())!
    // Seed 2 against seed 2 lies in the corner, where both axes end.
    await page.mouse.click(box.x + box.width - 24, box.y + 44)
    await expect(page.getByText('Selected:')).toContainText('seed 2')
  })

  await test.step('what passes a filter is compared, and a new run joins', async () => {
    await page.goto(page.url().replace(/#.*/, '#/compare?filter=method:sgd'))
    await expect(page.getByTestId('compared-runs').locator('tbody tr')).toHaveCount(2)
    train('--method', 'sgd', '--seed', '3')
    await expect(page.getByTestId('compared-runs').locator('tbody tr')).toHaveCount(3)
    await expect(page.getByRole('heading', { name: 'Compare' }).locator('..')).toContainText('3 runs in 1 group')
  })
})
