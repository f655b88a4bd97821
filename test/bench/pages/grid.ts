/** How long a cell in view of the grid of all images stays blank, while a wheel turns and where the bar is dragged. */
import type { Page } from '@playwright/test'
import { judged, median } from '../measure'
import { atMost, type Figure } from './figure'
import { say } from './say'
import { installTools } from './watching'
import { aPersonLooks, openRun, withPage } from './workbench'

export const grid: Figure = async ({ browser, scale, masks, served, picture }) => {
  const run = await masks.run('large')
  const server = await served()
  const images = run.examples.toLocaleString('en')
  say(`scrolling ${images} images`)
  return withPage(browser, async (page) => {
    await page.addInitScript(installTools)
    await openRun(page, server, `${run.id}/examples`)
    await page.waitForFunction(() => window.tools.numberAt(0) === 0)
    const turned = await longestBlanks(page, scale.repetitions, (pass) => wheel(pass, run.examples))
    const dragged = await longestBlanks(page, scale.repetitions, (pass) => bar(pass, run.examples))
    await picture(page, 'grid')
    return [
      judged(`longest blank cell, ${images} images, wheel of 6,000 pixels/s`, median(turned), 'ms', atMost(100)),
      judged(`longest blank cell, ${images} images, scroll bar dragged`, median(dragged), 'ms', atMost(100))
    ]
  })
}

/** How the grid is moved, frame by frame: `begin` and jumps are shares of all that is there. */
interface Movement { begin: number; pixelsPerFrame: number; jumpEvery: number; frames: number; examples: number }

const wheel = (pass: number, examples: number): Movement =>
  ({ begin: pass / 10, pixelsPerFrame: 100, jumpEvery: 0, frames: 120, examples })
/** Three places a second, as where a person looks for something. */
const bar = (pass: number, examples: number): Movement =>
  ({ begin: pass / 20, pixelsPerFrame: 0, jumpEvery: 20, frames: 120, examples })

async function longestBlanks(page: Page, passes: number, movement: (pass: number) => Movement): Promise<number[]> {
  const longest: number[] = []
  for (let pass = 0; pass < passes; pass++) {
    const own = movement(pass)
    await page.evaluate((share) => {
      const root = document.querySelector('[role="listbox"][aria-label="Examples"]')
      if (root) root.scrollTop = share * root.scrollHeight
    }, own.begin)
    await aPersonLooks(page)
    longest.push(await page.evaluate(longestBlank, own))
  }
  return longest
}

/** Milliseconds that a place in view had no image, or another's. Places are the examples' own numbers. */
function longestBlank({ pixelsPerFrame, jumpEvery, frames, examples }: Movement): Promise<number> {
  const root = document.querySelector<HTMLElement>('[role="listbox"][aria-label="Examples"]')
  const cells = [...root?.querySelectorAll<HTMLElement>('[data-place]') ?? []]
  if (root === null || cells.length === 0) throw new Error('there is no grid')
  const tops = [...new Set(cells.map(({ style }) => Number.parseFloat(style.top)))].sort((one, other) => one - other)
  const columns = cells.filter(({ style }) => Number.parseFloat(style.top) === tops[1]).length
  const height = tops[1] - tops[0]
  const blankSince = new Map<number, number>()
  let longest = 0
  // What has just come into view was there since the frame before.
  let before = performance.now()
  const lookAt = (now: number): void => {
    const first = Math.floor(root.scrollTop / height) * columns
    const last = Math.min(examples, Math.ceil((root.scrollTop + root.clientHeight) / height) * columns)
    for (const place of blankSince.keys()) if (place < first || place >= last) blankSince.delete(place)
    for (let place = first; place < last; place++) {
      if (window.tools.numberAt(place) === place) blankSince.delete(place)
      else if (!blankSince.has(place)) blankSince.set(place, before)
      longest = Math.max(longest, now - (blankSince.get(place) ?? now))
    }
    before = now
  }
  return new Promise((resolve) => {
    let [frame, jumps] = [0, 0]
    const look = (now: number): void => {
      lookAt(now)
      frame++
      // A second more, in which what is last in view has to come.
      if (frame > frames + 60) return resolve(longest)
      if (frame <= frames) root.scrollTop += pixelsPerFrame
      if (jumpEvery > 0 && frame <= frames && frame % jumpEvery === 1)
        root.scrollTop = ((root.scrollTop / root.scrollHeight + 0.37 + 0.01 * jumps++) % 1) * root.scrollHeight
      requestAnimationFrame(look)
    }
    requestAnimationFrame(look)
  })
}
