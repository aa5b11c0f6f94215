import { tellStories } from './testing/stories.ts'

tellStories('many pods', 900, [492, 565, 619, 666, 848, 1083, 1791])
