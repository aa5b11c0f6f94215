import { tokenise } from './tokenise.ts'

/**
 * Words that ask or join, by language: they say nothing about what is asked for. Left out of questions alone; they are
 * indexed, so that a question of nothing else still finds its words.
 */
const LISTS = {
  en: `a about after all also am an and any are as at be because been before being between both but by can could did do
    does doing done during each either else ever few for from further get give given go got had has have having he her
    here hers him his how i if in into is it its itself just let like may me might mine more most much must my need no
    nor not now of off on once one only or other our ours out over own please same say says shall she should show so
    some still such take tell than that the their theirs them then there these they this those through to too under
    until up upon us use used using very want was we were what when where whether which while who whom whose why will
    with within without would yes you your yours dont doesnt didnt isnt arent wasnt werent cant couldnt wont wouldnt
    shouldnt hasnt havent hadnt mean explain describe anyone someone something anything many long often`,
  de: `aber alle allem allen aller alles als also am an auch auf aus bei beim bin bis bist da damit dann das dass dein
    dem den denn der des dessen die dies diese diesem diesen dieser dieses doch dort du durch ein eine einem einen
    einer eines er es etwas euch euer für gegen gibt hab habe haben hat hatte hier hinter ich ihm ihn ihnen ihr ihre
    ihrem ihren ihrer im in ins ist ja jede jeder jedes jetzt kann kein keine können könnte man mein mich mir mit
    muss müssen nach nicht noch nun nur ob oder ohne sehr sein seine seiner seit sich sie sind so soll sollen über um
    und uns unser unter viel viele vom von vor wann war waren warum was weil welche welchem welchen welcher welches wem
    wen wenn wer werde werden wie wieso wieviel will wir wird wo wobei wodurch woher wohin worden wozu wurde wurden
    würde zu zum zur zwischen lange bitte`,
  fr: `à ai as au aucun aussi autre aux avec avoir avons avez c ce ceci cela celle celui ces cet cette ceux chez ci
    combien comme comment d dans de depuis des dois doit donc dont du elle elles en encore entre es est et été être eu
    eux fait faut il ils j je l la là le les leur leurs lui m ma mais me même mes moi mon n ne ni non nos notre nous on
    ont ou où par pas pendant peut peux plus pour pourquoi qu quand que quel quelle quelles quels qui quoi s sa sans se
    sera ses si son sont sous sur ta te tes toi ton tous tout toute toutes très tu un une vers vos votre vous y`,
  es: `a al algo alguna alguno algunos ante antes como cómo con cual cuál cuáles cuando cuándo cuánta cuántas cuánto
    cuántos de del desde donde dónde durante e el él ella ellas ellos en entre era es esa ese eso esta está están este
    esto estos fue ha han hasta hay la las le les lo los más me mi mis mucho muy nada ni no nos nosotros o os otra otro
    para pero poco por porque puede puedo qué que quien quién quiénes se sea ser si sí sin sobre son su sus también
    tengo tiene tienen todo todos tu tus un una unas uno unos usted y ya yo`,
  it: `a agli ai al alla alle allo anche c che chi ci ciò coi col come con cosa cui d da dagli dai dal dalla dalle de
    degli dei del della delle dello deve di dove e è ed era essere fra gli ha hai hanno ho i il in io l la le lei lo
    loro lui ma mi mia mio nei nel nella nelle noi non nostro o ogni per perché più può qual quale quali quando quanta
    quante quanti quanto questa queste questi questo qui sarà se si sia sono su sua sue sugli sui sul sulla suo ti tra
    tu tutti tutto un una uno vi voi`,
  pt: `a ao aos as até com como da das de dela dele deles depois do dos e é ela elas ele eles em entre era essa esse
    esta está este eu foi há isso isto já lhe mais mas me mesmo meu minha muito na não nas nem no nos nós nossa nosso o
    onde os ou para pela pelas pelo pelos por porque posso pode qual quais quando quanta quantas quanto quantos que quê
    quem se sem ser será seu seus sobre são só sua suas também te tem têm um uma umas uns você vocês`,
  nl: `aan al alle als ben bij dan dat de deze die dit doe doen door een en er ga gaat geen had hallo heb hebben heeft
    hem hen het hier hij hoe hoeveel hun ik in is ja je jij jullie kan kun kunnen maar mag me meer men met mij mijn
    moet moeten na naar niet nog nu of om omdat ons onze ook op over te tegen tot u uit uw van veel voor waar waarom
    wanneer waren wat we wel welk welke werd wie wij wil worden wordt zal ze zich zij zijn zo zonder zou`,
  ru: `а без более бы был была были было быть в вам вас весь во вот все всё всех вы где да для до его ее её если есть
    еще ещё же за здесь и из или им их к как какая какие каких какое какой ко когда кого кому которая которые который
    кто куда ли мне много может можно мой моя мы на над надо нас наш не него нет но ну о об он она они оно от откуда по
    под почему при про с сам себя со сколько так такой там то тоже только том тот ты у уже чего чей чем что чтобы эта
    эти это этот я`,
  th: `กับ การ กี่ ก็ ของ ขึ้น ความ คือ คุณ จะ จาก ฉัน ซึ่ง ด้วย ต้อง ถึง ถูก ทำไม ที่ ที่ไหน ทั้ง นั้น นี้ ใน ใคร ได้ แก่ แต่ และ แล้ว
    เป็น เพราะ เพื่อ เมื่อ เมื่อไร เมื่อไหร่ เท่าไร เท่าไหร่ โดย ไป ไม่ ไหน ไหม มา มี ยัง ว่า หรือ ให้ อยู่ อย่าง อย่างไร อะไร อีก ครับ ค่ะ คะ`,
}

const LANGUAGES = Object.values(LISTS).map(list => new Set(tokenise(list)))

/** Pairs of letters that ask, or stand on the seam of a word and the particle behind it. */
const STOP_PAIRS =
  /^.?[的了吗嗎呢吧么麼什哪谁誰怎是嗎].?$|多少|多久|多长|多長|几个|如何|为何|為何|是否|哪|[\u3041-\u309f]|何[がをはにでも]|^.[은는을를의에]$|^.[인나]가|무엇|얼마|마나|어떻|떻게|언제|어디|누구|나요|니까|습니|합니|입니|하나|되나/u

/**
 * What a question is about: its terms without those of the language most of them are of. "Die" is a word that joins in
 * German, and none in English.
 */
export function contentTerms(terms: readonly string[]): string[] {
  const hits = LANGUAGES.map(language => terms.filter(term => language.has(term)).length)
  const language = LANGUAGES[hits.indexOf(Math.max(...hits))]
  return terms.filter(term => !language?.has(term) && !(isPair(term) && STOP_PAIRS.test(term)))
}

const PAIR = /^[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}ー\p{Script=Hangul}]{1,2}$/u

/** Two letters of a script that is found by them. */
export function isPair(term: string): boolean {
  return PAIR.test(term)
}
