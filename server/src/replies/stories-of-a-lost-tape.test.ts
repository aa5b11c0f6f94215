import { tellStories } from './testing/stories.ts'

tellStories('a tape that is lost', 400, [])
