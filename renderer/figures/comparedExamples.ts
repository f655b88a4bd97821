import { count, plural } from '../../preload/schema/format'

/** "1,000 of 8,000 examples, chosen at random", or "all 8,000 examples" */
export const comparedExamples = ({ examples, of }: { examples: number; of: number }): string =>
  examples === of ? `all ${plural(of, 'example')}` : `${count(examples)} of ${count(of)} examples, chosen at random`
