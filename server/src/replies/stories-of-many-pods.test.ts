import { tellStories } from './testing/stories.ts'

tellStories('many pods', [565, 666, 848, 1083])
