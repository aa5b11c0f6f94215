/** Where the services are that tests may use; undefined where this machine has none. */
export const REDIS_URL = process.env.TEST_REDIS_URL
export const NATS_URL = process.env.TEST_NATS_URL
