import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { readPlace, writePlace } from '../../../main/desktop/bounds'

const screens = [{ x: 0, y: 0, width: 1920, height: 1080 }]
const place = { bounds: { x: 100, y: 80, width: 1200, height: 800 }, maximized: false }
let folder: string
let file: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'bounds-'))
  file = join(folder, 'a', 'window.json')
})
afterEach(() => rmSync(folder, { recursive: true }))

describe('the place of the window', () => {
  it('is remembered', () => {
    writePlace(file, place)
    expect(readPlace(file, screens)).toEqual(place)
  })
  it('is forgotten when no screen is there any more', () => {
    writePlace(file, { ...place, bounds: { ...place.bounds, x: 2500 } })
    expect(readPlace(file, screens)).toBeNull()
    expect(readPlace(file, [...screens, { x: 1920, y: 0, width: 1920, height: 1080 }])).not.toBeNull()
  })
  it.each(['', '{}', '{"bounds":{"x":0,"y":0,"width":-5,"height":1},"maximized":false}', '[1]'])(
    'is nothing when the file holds %j',
    (text) => {
      writePlace(file, place)
      writeFileSync(file, text)
      expect(readPlace(file, screens)).toBeNull()
    }
  )
  it('is nothing at the first start', () => {
    expect(readPlace(file, screens)).toBeNull()
  })
})
