/** Remembers where the window was. */
import { readFileSync, renameSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
import type { Rectangle } from 'electron'
import { z } from 'zod'
import { makeFolder } from '../files/make-folder'

const coordinate = z.number().int().min(-100_000).max(100_000)
const length = z.number().int().min(1).max(100_000)
const placeSchema = z.strictObject({
  bounds: z.strictObject({ x: coordinate, y: coordinate, width: length, height: length }), maximized: z.boolean()
})
export type WindowPlace = z.infer<typeof placeSchema>

/** How much of the title bar must be on a screen for a person to catch the window. */
const visibleWidth = 120
const visibleHeight = 40

function isReachable(bounds: Rectangle, screens: readonly Rectangle[]): boolean {
  return screens.some((screen) =>
    bounds.x + bounds.width >= screen.x + visibleWidth && bounds.x + visibleWidth <= screen.x + screen.width &&
    bounds.y >= screen.y && bounds.y + visibleHeight <= screen.y + screen.height)
}

/** The remembered place; null when there is none, or no screen is there any more. */
export function readPlace(file: string, screens: readonly Rectangle[]): WindowPlace | null {
  try {
    const place = placeSchema.parse(JSON.parse(readFileSync(file, 'utf8')))
    return isReachable(place.bounds, screens) ? place : null
  } catch {
    return null
  }
}

/** Remembers a place; a disk that is full is no reason to disturb anybody. */
export function writePlace(file: string, place: WindowPlace): void {
  try {
    makeFolder(dirname(file))
    writeFileSync(`${file}.new`, JSON.stringify(place))
    renameSync(`${file}.new`, file)
  } catch (error) {
    process.stderr.write(`The place of the window could not be remembered (${String(error)}).\n`)
  }
}
