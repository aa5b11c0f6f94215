import { tellStories } from './testing/stories.ts'

tellStories('many pods', 300, [], { sleepy: true })
