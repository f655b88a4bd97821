/** A person compares masks with each other, and takes examples from the plane to the other views. */
import { plural } from '../../preload/schema/format'
import { expect, test } from './fixtures'
import { inBothThemes } from './themes'

test('compares masks, and takes examples from the plane to the grid', { tag: '@chromium' }, async ({
  workbench: { page, screenshot }, masked
}) => {
  test.setTimeout(2 * 60_000)
  await masked.open('patterns')
  const plane = page.getByTestId('plane')
  const selection = page.getByTestId('selection')

  await test.step('every comparison says of how many examples it is', async () => {
    await page.getByTestId('distinct-masks').getByRole('button', { name: 'support6' }).click()
    await expect(page.getByTestId('distinct-masks')).toContainText('Counted over all 500 examples')
    await expect(page.getByTestId('shared-masks')).toContainText(/500 examples share/)
    await expect(page.getByTestId('example-plane')).toContainText('UMAP of all 500 examples', { timeout: 30_000 })
    await expect(page.getByTestId('class-overlap')).toContainText('all 500 examples', { timeout: 30_000 })
    await expect(page.getByTestId('channel-pairs')).toContainText('over all 500 examples and 49 positions')
    await inBothThemes(page, (theme) => screenshot(`patterns-${theme}`))
  })

  await test.step('arrows go from example to example', async () => {
    await plane.focus()
    await plane.press('ArrowUp')
    await expect(selection.getByRole('button')).toHaveText([/^support6/, /^example \d+/])
    const first = await selection.getByRole('button').nth(1).textContent()
    await plane.press('ArrowLeft')
    await expect(selection.getByRole('button').nth(1)).not.toHaveText(first ?? '')
  })

  await test.step('the space bar selects one, and takes it out again', async () => {
    await plane.press(' ')
    await expect(selection.locator('[data-part="examples"]')).toHaveText(/^1 example from Patterns/)
    await plane.press(' ')
    await expect(selection.locator('[data-part="examples"]')).toHaveCount(0)
    await plane.press(' ')
  })

  await test.step('a rectangle selects those inside', async () => {
    await plane.scrollIntoViewIfNeeded()
    const box = (await plane.boundingBox())!
    await page.mouse.move(box.x + 4, box.y + 30)
    await page.mouse.down()
    await page.mouse.move(box.x + box.width / 2, box.y + box.height - 4, { steps: 4 })
    await page.mouse.up()
    await expect(selection.locator('[data-part="examples"]')).toHaveText(/^\d\d+ examples from Patterns/)
    await inBothThemes(page, (theme) => screenshot(`patterns-plane-${theme}`))
  })

  await test.step('the other views have what is selected', async () => {
    const part = selection.locator('[data-part="examples"]')
    const count = Number.parseInt(await part.innerText())
    expect(count).toBeGreaterThan(0)
    expect(count).toBeLessThan(500)
    await page.getByRole('button', { name: 'Show in Examples' }).click()
    await expect(page.getByTestId('example-count')).toHaveText(plural(count, 'example'))
    await page.reload()
    await expect(page.getByTestId('example-count')).toHaveText(plural(count, 'example'))
    await screenshot('patterns-examples')
    await part.click()
    await expect(page.getByTestId('example-count')).toHaveText('500 examples')
  })
})
