/**
 * The pages' content security policy forbids code made from strings, which zod would use to speed up its parsers. It
 * decides when a schema is made, so this is imported before any schema.
 */
import { z } from 'zod'

z.config({ jitless: true })
