import { expect, test } from './fixtures'

test('opens on the runs and reaches every page of the rail', async ({ workbench: { page, screenshot } }) => {
  await expect(page).toHaveTitle(/Maskscope/)
  await expect(page).toHaveURL(/#\/runs/)
  await screenshot('runs-empty')
  await page.goto(page.url().replace(/#.*/, '#/train'))
  await expect(page).toHaveURL(/#\/train/)
  await screenshot('train')
})
