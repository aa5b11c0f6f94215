import { tellStories } from './testing/stories.ts'

tellStories('one process', [])
