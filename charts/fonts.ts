/** Fonts of the pages, of their charts and of reports. */

/** No double quotes: the SVG export writes this into an attribute. */
export const fontFamily =
  "-apple-system, BlinkMacSystemFont, 'Segoe UI', Inter, Cantarell, Ubuntu, 'Noto Sans', " +
  "'Liberation Sans', Arial, sans-serif"
export const monospaceFamily =
  "ui-monospace, 'SF Mono', 'Cascadia Mono', 'Noto Sans Mono', 'Liberation Mono', monospace"
