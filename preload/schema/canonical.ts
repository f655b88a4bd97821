/** Plain data as one text, whatever the order of its names: equal data have equal texts. */
export const canonical = (data: unknown): string =>
  JSON.stringify(data, (_name, value: unknown) => (
    value !== null && typeof value === 'object' && !Array.isArray(value)
      ? Object.fromEntries(Object.entries(value).sort(([one], [other]) => (one < other ? -1 : 1)))
      : value
  ))
