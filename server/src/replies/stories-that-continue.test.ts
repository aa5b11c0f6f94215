import { tellStories } from './testing/stories.ts'

tellStories('many pods', 200, [], { autoContinue: true })
