/** One figure: what it needs, and how it is measured. */
import type { Browser, Page } from '@playwright/test'
import type { Measured } from '../measure'
import type { MaskStore } from './mask-store'
import type { Scale } from './scale'
import type { Served } from './workbench'

export interface Measuring {
  browser: Browser
  scale: Scale
  masks: MaskStore
  /** The masks' store, served. */
  served: () => Promise<Served>
  /** A folder below the one that goes at the end. */
  folder: (name: string) => string
  /** A picture of the page as it was measured, where one is wanted. */
  picture: (page: Page, name: string) => Promise<void>
}

export type Figure = (measuring: Measuring) => Promise<Measured[]>

export const atMost = (value: number) => ({ kind: 'at most', value }) as const
export const atLeast = (value: number) => ({ kind: 'at least', value }) as const
