/** How a choice stands in an address. One may come from anywhere: what is no such choice is not taken from it. */
export interface AddressForm<T> {
  /** @returns undefined for what is no such choice */
  read: (texts: readonly string[]) => T | undefined
  write: (choice: T) => readonly string[]
}

export const oneOf = <T extends string>(choices: readonly T[]): AddressForm<T> => ({
  read: ([text]) => choices.find((choice) => choice === text),
  write: (choice) => [choice]
})

/** Each once, in the order of the choices. */
export const severalOf = <T extends string>(choices: readonly T[]): AddressForm<readonly T[]> => ({
  read: (texts) => choices.filter((choice) => texts.includes(choice)),
  write: (chosen) => chosen
})

export const yesOrNo: AddressForm<boolean> = {
  read: ([text]) => (text === 'yes' ? true : text === 'no' ? false : undefined),
  write: (choice) => [choice ? 'yes' : 'no']
}

/** Longer than any name that the program gives, or takes. */
const longest = 400

/** What a person typed, or the name of something: whoever takes it has to know what it names. */
export const anyText: AddressForm<string> = {
  read: ([text]) => (text !== undefined && text.length <= longest ? text : undefined),
  write: (text) => [text]
}

const mostTexts = 64
export const anyTexts: AddressForm<readonly string[]> = {
  read: (texts) => [...new Set(texts)].filter((text) => text.length <= longest).slice(0, mostTexts),
  write: (texts) => texts
}
