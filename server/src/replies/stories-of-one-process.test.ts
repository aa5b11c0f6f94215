import { tellStories } from './testing/stories.ts'

tellStories('one process', 600, [457, 1127, 1447, 1922])
