/** The Train page keeps what was set up, has data sets come, and says what the time of a training is known from. */
import { expect, test } from './fixtures'
import { choose } from './selects'
import { inBothThemes } from './themes'

test('keeps its draft, takes data sets and estimates the time', { tag: '@chromium' }, async ({
  workbench: { page, screenshot }, masked
}) => {
  const epochs = page.locator('#setting-epochs')
  const open = (path: string): Promise<unknown> => page.goto(page.url().replace(/#.*/, `#${path}`))
  const estimate = page.getByRole('region', { name: 'Estimate' })
  await page.reload()

  await test.step('a draft is there again after another page and a reload', async () => {
    await open('/train')
    const usual = await epochs.inputValue()
    await epochs.fill('41')
    await epochs.press('Tab')
    await page.locator('#setting-name').fill('kept')
    await page.getByRole('navigation').getByRole('link', { name: 'Runs' }).click()
    await page.keyboard.press('g')
    await page.keyboard.press('t')
    await expect(epochs).toHaveValue('41')
    await page.reload()
    await expect(epochs).toHaveValue('41')
    await expect(page.locator('#setting-name')).toHaveValue('kept')
    await page.getByRole('button', { name: 'Start over' }).click()
    await expect(epochs).toHaveValue(usual)
    await expect(page.getByText('The settings are as you left them.')).toBeHidden()
  })

  await test.step('the time is told with what it is known from', async () => {
    await open(`/train?from=${masked.id}`)
    await expect(page.locator('#setting-limit')).toHaveValue('500')
    await expect(estimate).toContainText('The time is that of 1 earlier run of this network and these settings')
    await expect(estimate).toContainText(/Time\s*about \d/)
    await page.locator('#setting-batchSize').fill('32')
    await page.locator('#setting-batchSize').press('Tab')
    await expect(estimate).toContainText('The time is rough: 1 earlier run of other networks or settings')
    await inBothThemes(page, (theme) => screenshot(`train-estimate-${theme}`))
    await choose(page.locator('[data-setting="method"] .n-select'), 'Majority')
    await expect(estimate).toContainText('No training of this method was finished on this machine')
  })

  await test.step('what computes is said in one sentence', async () => {
    await expect(page.getByTestId('what-computes')).toHaveText(/^Native TensorFlow [\d.]+ computes, on (the CPU|a GPU)\.$/)
  })

  await test.step('towers are a setting for those who ask, and have to go with the batch', async () => {
    const advanced = page.getByRole('group', { name: 'Advanced' })
    const towers = page.locator('#setting-towers')
    await open('/train')
    await expect(towers).toBeHidden()
    await advanced.locator('summary').click()
    await expect(towers).toHaveAttribute('placeholder', 'Automatic')
    await towers.fill('70')
    await towers.press('Tab')
    await expect(advanced).toContainText('Towers: a whole number from 1 to 64, or empty (automatic).')
    await page.locator('#setting-batchSize').fill('2')
    await towers.fill('3')
    await towers.press('Tab')
    await expect(advanced).toContainText('Towers: every tower takes examples of the batch, so at most the batch size.')
    await page.locator('#setting-batchSize').fill('64')
    await page.locator('#setting-batchSize').press('Tab')
    await expect(advanced).not.toContainText('at most the batch size')
    await expect(towers).toBeVisible()
    await page.getByTestId('what-computes').scrollIntoViewIfNeeded()
    await advanced.scrollIntoViewIfNeeded()
    await inBothThemes(page, (theme) => screenshot(`train-towers-${theme}`))
    await page.getByRole('button', { name: 'Start over' }).click()
  })

  await test.step('what is missing of a data set is said, and only official files are taken', async () => {
    await open('/train')
    await choose(page.locator('[data-setting="dataset"] .n-select'), 'fashion-mnist')
    const panel = page.getByTestId('missing-data')
    await expect(panel).toContainText('train-images-idx3-ubyte.gz')
    await expect(panel.getByTestId('download-data')).toBeEnabled()
    const name = 'train-labels-idx1-ubyte.gz'
    const mimeType = 'application/gzip'
    await panel.getByTestId('data-files').setInputFiles({ name, mimeType, buffer: Buffer.alloc(10) })
    await expect(panel).toContainText(`${name} has 10 bytes; the official file of fashion-mnist has 29515.`)
    await panel.getByTestId('data-files').setInputFiles({ name, mimeType, buffer: Buffer.alloc(29_515) })
    await expect(panel).toContainText(`${name} is not the official file of fashion-mnist: its checksum is another.`)
    await inBothThemes(page, (theme) => screenshot(`train-data-${theme}`))
  })
})
