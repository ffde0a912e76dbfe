package operator

// common are the passwords found most often in leaks, the most frequent first,
// without the obscene ones: the head of zxcvbn's list (MIT licence, © 2012-2016
// Dan Wheeler and Dropbox, Inc.), and, at its end, words that people here would
// think of.
const common = `
123456 password 12345678 qwerty 123456789 12345 1234 111111 1234567 dragon 123123 baseball abc123 football monkey
letmein shadow master 696969 michael mustang 666666 qwertyuiop 123321 1234567890 superman 654321 1qaz2wsx 7777777
qazwsx jordan jennifer 123qwe 000000 killer trustno1 hunter harley zxcvbnm asdfgh buster andrew batman soccer tigger
charlie robert sunshine thomas iloveyou ranger daniel hockey george computer michelle jessica starwars pepper klaster
112233 zxcvbn freedom princess joshua maggie pass ginger 11111111 131313 amanda ashley love cheese 159753 nicole
summer matthew chelsea dallas biteme matrix william yankees 6969 taylor corvette austin access martin heather thunder
merlin secret diamond hello anthony hammer 1234qwer silver gfhjkm justin patrick richard bailey internet samantha
golfer scooter test orange cookie q1w2e3r4t5 maverick jackson sparky phoenix mickey bigdog snoopy guitar whatever
chicken morgan andrea camaro mercedes peanut ferrari falcon cowboy welcome samsung steelers smokey joseph dakota
melissa arsenal boomer eagles tigers marina nascar gateway yellow porsche monster spider diablo hannah bulldog junior
london purple compaq lakers iceman qwer1234 cowboys money banana ncc1701 boston brandon tennis johnny miller q1w2e3r4
coffee scooby 123654 edward nikita yamaha mother barney brandy chester oliver charles player knight forever steven
rangers midnight chicago bigdaddy redsox victoria angel badboy please fender chris jasper james slayer rabbit natasha
rachel marine wizard marlboro raiders prince casper fishing flower crystal jasmine iwantu adidas winter winner gandalf
password1 enter ghbdtn 1q2w3e4r angela mike golden lauren cocacola jordan23 winston madison angels panther shannon
sophie johnson asdfasdf david thx1138 toyota tiger murphy canada danielle 12344321 8675309 jonathan muffin liverpoo
cooper apples dennis jackie black qwerty123 passw0rd john abcd1234 sandra pokemon 123abc slipknot carlos qazxsw
123456a scorpion qwaszx nathan butter startrek rainbow asdfghjkl razz newyork redskins gemini cameron qazwsxedc
florida liverpool turtle nicholas wilson sierra viking booger doctor rocket 159357 victor dolphins captain bandit
jaguar packers pookie peaches 789456 asdf dolphin helpme blue tucker theman maxwell tiffany jeremy qwertyui debbie
albert lovers maddog alex monica united giants nirvana metallic hotdog rosebud mountain benjamin warrior stupid
elephant success bond007 bonnie alexis lucky jason scorpio samson q1w2e3 azerty rush2112 driver freddy willie calvin
1q2w3e4r5t sydney gators dexter red123 123456q 12345a bubba creative voodoo golf happy arthur trouble america nissan
gunner stella rebecca garfield gordon jessie parker asdfghjk 5150 jack apollo 1qazxsw2 2112 eminem december legend
airborne bear beavis august apple brooklyn godzilla skippy 4815162342 buddy qwert kitten magic shelby phantom fred
nothing asdasd williams xavier braves darkness blink182 travis copper platinum qweqwe tomcat 01012011 girls bigboy
green power 102030 animal police online 11223344 voyager lifehack 12qwaszx fish sniper 315475 trinity walter blazer
heaven lover snowball loveme bubbles cricket marvin willow donkey topgun nintendo family saturn november destiny
gabriel pakistan pumpkin digital sergey redwings explorer chance runner therock guinness lasvegas beatles 789456123
fire cassie christin qwerty1 celtic asdf1234 andrey broncos 007007 babygirl nelson donald eclipse scott fluffy louise
cartman michigan carolina testing little samuel alexande steve birdie pantera cherry gibson sharon vampire peter
mexico buffalo genius montana beer minecraft maximus flyers school lovely stalker metallica doggie carter kristina
kimberly spencer snickers barbara speedy sabrina carmen marcus bronco lol123 friends paradise yankee horses magnum
dreams cool caroline 147258369 lacrosse ou812 goober enigma member qwertyu scotty sammy surfer brian poohbear genesis
star dave asd123 qweasdzxc baby racing friend hello1 hawaii eagle1 viper october vanessa billy einstein 12345q stanley
walker paul drowssap courtney simple stephen badger alaska action denise jake bill jester drummer 111222 spitfire
patricia forest maryjane champion diesel svetlana rock friday kevin gregory pamela mark frank hotrod 147258 chevy
anderson lucky1 westside douglas security google tester shorty hitman mozart general zaq12wsx reddog music 010203
alexander melanie lizard a123456 123456789a ruslan vincent eagle 1232323q scarface teresa sweet qwerty12 147852
marshall a12345 olivia buddha veronica 420420 frankie spirit money1 stargate antonio qwe123 naruto mercury natalie
liberty 12345qwert semperfi suzuki king popcorn spooky marley system brittany scotland kelly claudia free kitty
cherokee vikings simpsons death rascal leslie qweasd jimmy hummer loveyou michael1 patches allison rocky adrian russia
jupiter penguin passion howard vfhbyf honda vladimir andre franklin sandman homer passport raider 123789 infinity
bulldogs fantasy 1234554321 horney domino budlight disney norman ironman softball francis bishop brutus jeffrey redrum
ford bigred brooke jesus mnbvcxz fktrcfylh karina marines digger ireland kawasaki cougar fireman oksana college
russell alicia houston monday bradley sarah justice super wildcats tinker logitech duncan dancer swordfis avalon
everton reggie alexandr motorola timothy molly patriots madonna claire eugene ducati colorado connor indian kermit
juventus galore house smooth freeuser warcraft simpson boogie titanic wolverin elizabet arizona valentin georgia
saints asdfg accord baxter matt denver test123 password123 mitchell christ yfnfif smith stinky zachary roland brenda
spiderma naughty chopper hello123 ncc1701d extreme skyline water virginia zombie pearljam 123qweasd froggy awesome
vision pirate fylhtq alyssa dreamer bullet predator empire wolf 123123a kirill charlie1 people panthers elvis skipper
nemesis rasdzv3 peekaboo simon rolltide alison american cardinal arnold daddy psycho danger mookie happy1 chevelle
manutd goblue 9379992 hobbes vegeta tommy fyfcnfcbz 852456 picard burton 159951 bobby windows loverboy victory vfrcbv
bambam serega 123654789 turkey tweety galina hiphop rooster changeme berlin taurus polina electric ronald avatar
134679 mine maksim raptor alpha1 hendrix newport kenneth brazil hard spring eric a1b2c3 madmax england alpha france
britney sublime darkside bigman wolfpack classic hercules lawrence lincoln ronaldo letmein1 1q2w3e 741852963 spiderman
blizzard 123456789q cheyenne cjkysirj tiger1 wombat bubba1 raymond brother kristen pandora zxc123 holiday simone
wildcat devils kramer horse alabama 147852369 caesar 12312 basketball buddy1 sterling carrie pickle shaggy sports
catch22 leather chronic a1b2c3d4 flowers admin robbie qqq111 qaz123 perfect gracie airplane kodiak amber billybob
sunset katana crazy maria phpbb chocolat good snowman anna angel1 stingray candy firebird wolves zeppelin detroit
garcia pontiac gundam panzer fisher pretty time outlaw connie business trevor honey redhead tarheels greenday nastya
01011980 engineer savage dragon1 hellfire serenity service dude michele sasha fireball miranda darkstar 1029384756
01011 mustang1 flash remember white harvey 124578 oscar strike beauty freddie pavilion 01012000 bobafett adam dbrnjhbz
bigmac bowling jeff chris1 duke clinton ytrewq future jenny jones wallace harrison natali pyramid rulez welcome1
dodgers apache swimming morris whynot trooper defender girl precious 135790 packard weasel popeye lucifer cancer
icecream 142536 raven stewart swordfish tanner presario sandy viktor rockstar blonde manager cheryl norton james1
control wutang spike julian atlanta airforce thailand casino looking lennon mouse paris 741852 hacker bluebird hawkeye
456123 theone catfish elaine sailor lisa goldfish dustin nfnmzyf light tattoo design barbie maxima roscoe machine
trucks herman wrangler rocks tornado lights cadillac bubble jerry pegasus madman longhorn philip laura browns target
orlando 666999 stefan qazwsx123 microsoft dilbert katie christia baller winnie cannon xfiles street seattle qazqaz
cthutq amateur prelude corona freaky malibu 123qweasdzxc beach assassin 246810 atlantis integra iloveu regina lonewolf
dragons monkey1 unicorn software bobcat stealth kristin stacey peewee openup 753951 tony student srinivas angelina
newton leonardo young zaqwsx valentina shotgun trigger enjoy athena veronika bruins coyote babydoll joker country
dollar lestat rocky1 hottie random butterfly potter smiley sweety snake chipper woody samurai devildog gizmo video
valerie maddie soso123aljg powers mistress freedom1 flipper express hjvfirf elena moose cessna piglet goldie polaris
teacher montreal cookies father wolfgang scully fatboy ladies wicked daisy balls tickle bunny dfvgbh castle foobar
transam single pepsi oicu812 basketba ryan toshiba hotstuff jasmin sunday booty gambit ronnie 31415926 impala texas
birthday stephani jessica1 hooker lancer knicks shamrock stinger savannah 314159 kathleen roberto redneck benson
deftones squirt siemens nick blaster goldberg trucker alfred subaru renegade shelly ibanez manson reaper blondie casey
cristina hamilton mylove minnie lindsay harry galaxy farmer gloria blahblah dudley special enterpri travel 1234abcd
babylon5 indiana skeeter master1 sugar ficken great smoke bigone sweetpea trfnthbyf curtis freeman marino smitty
bigfoot joanne babes check larisa trumpet spartan valera tristan babylon asdfghj sister yankees1 stormy mister hamlet
aardvark butterfl marathon andreas paladin cavalier manchester skater seven napoleon indigo hornet rusty buckeyes
01011990 indians rose karate wonder hesoyam julie pierre jerome toronto holland diamonds aurora chiefs buckeye
1qaz2wsx3edc sweetie highland charger redman elizabeth chandler brandi passwor maiden griffin drpepper campbell monika
leonard brown storm autumn bernie garden linda 12345678910 pencil millie sherlock timber thuglife insane pizza jungle
mariah jesus1 aragorn 1a2b3c hamster david1 audrey triumph techno lollol sidney pioneer catdog sophia 321654 none
fktrctq morpheus 141627 pascal sampson shadow1 island hobbit consumer blabla aaron justme stones marion chrissy tyler
marie spartak goforit burger pitbull adgjmptw kelsey nadine karen italia barcelona harold hunting kaiser artist colors
martha german sammie kissme virgin nicolas overlord mario isabella pebbles sundance emerald doggy callie isabelle
racecar irina germany element 1478963 zipper alpine basket holly goddess poison shirley change wesley sakura eddie
chichi huskers 13579 christy marcel danny q12345 ultimate dirty ncc1701e blackie inside nicola nikki rommel matthew1
caserta omega geronimo watson sergio sammy1 trojan 123qwe123 philips nugget tarzan chicks aleksandr warren trixie
cream sherry manuel portugal webster help anakin dodger bomber superfly madness michel global q1w2e3r4t5y6 loser
123asd yvonne fatcat ybrbnf florence soldier energy warlock wrinkle1 desire bianca martina babe larry seminole
alejandr peace 951753 11235813 westham andrei concrete hector harris margaret access14 weed bernard letmein2 ladybug
network christop trombone history tintin sherman bluesky chuck rhbcnbyf qazxswedc home pleasure christian logan cotton
onelove cdtnkfyf january vfvjxrf lindsey sunny titans stallion holden archie brianna missy truck smile party singer
hansolo blue22 natalia angelo smiles phillip joanna beagle panama kingkong flatron moon inferno mongoose connect
poiuyt snatch qawsed juice blessed rocker dominic snakes personal turbo bluemoon emily joey finger jamaica a1234567
alberto mulder beetle forget passat immortal head jamie susan plastic long 123454321 anthony1 whiskey dietcoke
giovanni magic1 monitor cactus exigen markus patton planet ripper teen spyder apple1 nolimit abigail daniela katrina
waters morrison hollywoo sticky trunks 1234321 always diana andy japan mission 14789632 speed clifford april pickles
fernando holmes sailing freak bonehead ghbdtnbr million delta darren newman charlott rubber 911911 112358 molly1
yomama hongkong jumper william1 open sylvia faster unreal olga bertha memphis maurice 1123581321 nylons rodney kennedy
legion sebastia shalom pentium geheim dodge brooks movie werewolf funtime ferret orion kingdom curious graham 555666
niners dream milton cantona sprite philly pacific pirates abgrtyu gilbert lollipop french palmer eternity office
boeing super123 sweets sheila cooldude stars tottenha africa green1 monique irish anything foster stocking columbia
7895123 moomoo martini tracey biscuit drizzt colt45 camera isabel fossil robinson makaveli snapper satan666 solomon
maniac salmon patriot verbatim jacob jersey nasty shasta asdzxc standard shaved blackcat raistlin qwerty12345 punkrock
infantry cjkywt 01012010 4128 gerald waterloo clayton crimson dillon twister oxford ricardo serena musicman seinfeld
flight maxine biggie denis silvia condor colleen ravens megadeth wolfman cosmos sharks teddy bruce banshee keeper
foxtrot anton gn56gn56 damien skywalke velvet black1 sesame garrett dogs squirrel privet sunrise wolverine roxanne
legolas grendel rick ghost western cats felix carrot frosty lvbnhbq herbert blades marlin stardust frog stone qazwsxed
121314 coolio brownie butler helena groovy twilight penny trains daytona mollie vanhalen pikachu peanuts licker
hershey jericho intrepid ninja bird 1234567a grace zaq123 search lobster goblin bottom punisher strider shogun kansas
murray suzanne darwin amadeus seven7 jason1 ball neptune showtime support muscle oldman bruno ekaterina henry rfrfirf
getsome showme 111222333 obiwan skittles whitney english danni tanker maestro capital tarheel thanks gold anubis
hannibal newlife gothic shark fighter blue123 brendan blues 123456z princes slick chaos thunder1 sabine evelyn preston
cindy roman boss 1q2w3e4r5t6y python test1 mirage blood devil clover richie tequila chelsea1 cody surfing delete
potato review chubby panasonic sandiego porter portland bentley baggins penelope tina fusion buffy derrick buck
sooners blackdog harmony buttons malcolm californ moscow playtime mature safety allen 1a2b3c4d mary dagger dima stimpy
christine lester asdf123 turner gangster warriors iverson chargers byteme lucas swallow liquid misty lucky7 dingdong
nymets cracker mushroom greg 456852 crusader mobile bigguy miami dkflbvbh bugger robin nimrod anastasia tazman
stranger doodle monroe powder volume archer collins gotcha battle marco guardian dublin miguel masters slapshot
septembe stuart 147896325 pepsi1 milano short grizzly woody1 knights photos janice angelica scarlett 2468 damian
nookie charly lorenzo rammstein brasil 123321123 scruffy munchkin 123098 camille kittycat latino hell santiago world
walnut 1701 thegame gerard viper1 1passwor kolobok picasso robert1 barcelon bananas trance auburn coltrane goodluck
starcraft wheels parrot postal blade dorothy blackman wisdom dusty pink gorilla tamara quality katerina engine pass123
andrew1 shaney14 carlo cassidy osiris oakland luther discover ranger1 lonestar sally annie bingo meridian ping bender
heather1 dookie
lozinka sifra sifra123 lozinka123 srbija beograd crvenazvezda zvezda partizan grobari delije volimte ljubav ljubavi
mojaljubav sunce srce zivot maca macka kuca pas mama tata mamatata brat sestra porodica dusan nikola marko milos jovan
petar luka lazar filip aleksandar aleksa nemanja uros bogdan milan dragan zoran goran dejan bojan ivan igor sasa nenad
slobodan milica jovana jelena ana anja marija ivana dragana jovanovic petrovic nikolic markovic djordjevic stojanovic
ilic stankovic pavlovic milosevic todorovic novisad nis kragujevac subotica jugoslavija republika kosovo srpski srbin
serbia novak djokovic bogdanovic zemun vozdovac dunav sava svetisava slava bozic dobardan zdravo cao proba korisnik
administrator kampanja dijaspora poruka racunar fudbal kosarka rakija kafa ajvar petak subota nedelja januar februar
jun jul avgust septembar oktobar novembar decembar prolece leto jesen zima auto motor audi bmw yugo skola fakultet
posao firma tajna tajno srecno sreca andjeo zabava muzika princeza лозинка шифра београд србија звезда партизан љубав
сунце срце мама тата живот администратор кампања порука тајна passwort passwort123 hallo hallo123 schatz muenchen
hamburg deutschland sommer herbst fruehling ichliebedich motdepasse bonjour soleil azertyuiop doudou default operator
password1234 letmein123 welcome123 company secure
`
