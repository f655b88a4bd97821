/** How runs and their checkpoints are named. */
import { z } from 'zod'

/** A run is addressed by its id only; no path ever crosses the contract. */
export const runIdSchema = z.string().regex(/^[0-9]{8}-[0-9]{6}-[a-z0-9]{4}$/)

/** `final`; `alternation-K`; `dense` and `sparse`: the ends of these stages of a DSD run. */
export const checkpointNameSchema = z.string().regex(/^(final|last-good|dense|sparse|alternation-[1-9][0-9]{0,5})$/)
