/** What every answer to a page carries: code from its own origin only, nothing embedded, nothing sent elsewhere. */
import type { PageFile } from './files'

const policy = [
  'default-src \'none\'',
  'script-src \'self\'',
  // Naive UI puts elements with its styles into the page while it runs, and cannot mark them (docs/security.md).
  'style-src \'self\' \'unsafe-inline\'',
  'style-src-attr \'none\'',
  'img-src \'self\' data: blob:',
  'font-src \'self\' data:',
  'connect-src \'self\'',
  'base-uri \'none\'',
  'form-action \'none\'',
  'frame-ancestors \'none\''
].join('; ')

export const securityHeaders = {
  'Content-Security-Policy': policy,
  'X-Content-Type-Options': 'nosniff',
  'Referrer-Policy': 'no-referrer',
  // No page that opened this one, or was opened by it, reaches into it; none of another origin takes its files.
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Resource-Policy': 'same-origin',
  'Cache-Control': 'no-store'
} as const

/** A browser keeps what has its content in its name, and what it compiled of it. */
export const headersOf = ({ type, hashed }: PageFile): Record<string, string> => ({
  ...securityHeaders,
  'Content-Type': type,
  ...(hashed ? { 'Cache-Control': 'public, max-age=31536000, immutable' } : {})
})
