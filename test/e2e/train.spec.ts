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
