/** A person takes a model away from the run page. */
import { createReadStream, existsSync } from 'node:fs'
import { expect, test } from './fixtures'
import { inBothThemes } from './themes'

test('exports a checkpoint from the Files tab', async ({ workbench: { page, screenshot }, masked }, info) => {
  await masked.open('files')
  await expect(page.getByTestId('export-checkpoint')).toContainText('Final')
  await page.getByRole('button', { name: 'ONNX', exact: true }).click()
  await expect(page.getByText(/opset 17/)).toBeVisible()
  await test.step('which can be stopped, and asked for again', async () => {
    await page.getByTestId('export-save').click()
    await page.getByTestId('export-save-stop').click()
    await expect(page.getByTestId('export-save')).toBeEnabled()
    await expect(page.getByTestId('export-save-stop')).toBeHidden()
    await expect(page.getByRole('alert')).toHaveCount(0)
  })
  const downloading = info.project.name === 'chromium' ? page.waitForEvent('download') : null
  await page.getByTestId('export-save').click()
  await expect(page.getByText(/-final-onnx\.zip, \d/)).toBeVisible({ timeout: 60_000 })
  await expect(page.getByTestId('export-save')).toBeEnabled()
  await inBothThemes(page, (theme) => screenshot(`run-files-${theme}`))
  // A window of the desktop asks where to put it, which no test can answer.
  if (downloading === null) return
  const path = await (await downloading).path()
  expect(existsSync(path)).toBe(true)
  const [signature] = await createReadStream(path, { end: 3 }).toArray() as Buffer[]
  expect(signature.toString('latin1')).toBe('PK\x03\x04')
})

test('exports a training as event files and as a table', async ({ workbench: { page }, masked }, info) => {
  await masked.open('files')
  await page.getByRole('button', { name: 'CSV', exact: true }).click()
  const downloading = info.project.name === 'chromium' ? page.waitForEvent('download') : null
  await page.getByTestId('history-save').click()
  await expect(page.getByText(/-csv\.zip, \d/)).toBeVisible()
  if (downloading !== null) expect((await downloading).suggestedFilename()).toMatch(/-csv\.zip$/)
  await page.getByRole('button', { name: 'TensorBoard', exact: true }).click()
  await page.getByTestId('history-save').click()
  await expect(page.getByText(/-tensorboard\.zip, \d/)).toBeVisible()
})
