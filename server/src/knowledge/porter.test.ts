import { expect, test } from 'vitest'
import { stem } from './porter.ts'

/** The examples of the article, step by step, as they leave the whole of it. */
const STEMS = `
  caresses:caress ponies:poni ties:ti caress:caress cats:cat
  feed:feed agreed:agre plastered:plaster bled:bled motoring:motor sing:sing
  conflated:conflat troubled:troubl sized:size hopping:hop tanned:tan falling:fall hissing:hiss fizzed:fizz failing:fail filing:file
  happy:happi sky:sky
  relational:relat conditional:condit rational:ration valenci:valenc hesitanci:hesit digitizer:digit conformabli:conform
  radicalli:radic differentli:differ vileli:vile analogousli:analog vietnamization:vietnam predication:predic operator:oper
  feudalism:feudal decisiveness:decis hopefulness:hope callousness:callous formaliti:formal sensitiviti:sensit sensibiliti:sensibl
  triplicate:triplic formative:form formalize:formal electriciti:electr electrical:electr hopeful:hope goodness:good
  revival:reviv allowance:allow inference:infer airliner:airlin gyroscopic:gyroscop adjustable:adjust defensible:defens
  irritant:irrit replacement:replac adjustment:adjust dependent:depend adoption:adopt homologou:homolog communism:commun
  activate:activ angulariti:angular homologous:homolog effective:effect bowdlerize:bowdler
  probate:probat rate:rate cease:ceas controll:control roll:roll
  generalizations:gener oscillators:oscil geology:geologi archaeology:archaeolog possibly:possibl yes:ye say:sai by:by as:as is:is`

test('words are cut as the article says', () => {
  const pairs = STEMS.trim()
    .split(/\s+/)
    .map(pair => pair.split(':'))
  expect(pairs.map(([word = '']) => [word, stem(word)])).toEqual(pairs)
})
