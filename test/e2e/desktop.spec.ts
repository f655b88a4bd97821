import { expect, test } from './fixtures'

test('the page of the window has no Node and one door', async ({ workbench: { page } }) => {
  await expect(page).toHaveURL(/^maskscope:\/\/workbench\//)
  expect(
    await page.evaluate(() => ({
      node: [
        typeof Reflect.get(window, 'require'),
        typeof Reflect.get(window, 'process'),
        typeof Reflect.get(window, 'module')
      ],
      door: Object.keys(window.maskscope ?? {}).sort()
    }))
  ).toEqual({ node: ['undefined', 'undefined', 'undefined'], door: ['onEvent', 'openDropped', 'send'] })
})

test('the page of the window reads no file beside its own, and nothing from elsewhere', async ({
  workbench: { page }
}) => {
  const statusOf = (address: string): Promise<number | string> =>
    page.evaluate(
      (url) =>
        fetch(url).then(
          ({ status }) => status,
          () => 'refused'
        ),
      address
    )
  expect(await statusOf('/index.html')).toBe(200)
  expect(await statusOf('/..%2f..%2fpackage.json')).toBe(404)
  expect(await statusOf('file:///etc/hostname')).toBe('refused')
  expect(await statusOf('https://example.org/')).toBe('refused')
})

test('the service that is asked for something unknown answers with a sentence', async ({ workbench: { page } }) => {
  const reply = await page.evaluate(() =>
    window.maskscope?.send({ call: 1, method: 'runs.detail', request: { id: '../../etc' } })
  )
  expect(reply).toMatchObject({ call: 1, outcome: 'error' })
})
